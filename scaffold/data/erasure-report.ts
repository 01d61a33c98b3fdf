import type { Operations } from '../operations/reach.ts'

type Erasure = Awaited<ReturnType<Operations['eraseSubject']>>

/** What was erased here, and what is left to ask of each system by name. */
export function report({ subject, runs, values, webhooks = 0, webhooksHeld = 0, systems = [] }: Erasure): string {
  const held = webhooksHeld > 0 ? ` ${webhooksHeld} stay: they name somebody under a legal hold.` : ''
  const here = `${values} values of ${runs} runs are masked, ${webhooks} webhooks emptied.${held}`
  if (systems.length === 0) return `${here}\nNo system was asked about ${subject}.`
  const tasks = systems.map(({ title, connection, records, how, stays, page }) => {
    const ids = records.map(({ operation, id }) => `  ${operation}: ${id}`)
    const told = how ? [how, `It keeps: ${stays}`, page] : ['Nobody has found out how: ask its maker.']
    return [`${title} (${connection}):`, ...told.map((line) => `  ${line}`), ...ids].join('\n')
  })
  return `${here}\n\nThese have records of their own, and were not reached. Somebody has to ask them:\n\n${tasks.join('\n\n')}`
}
