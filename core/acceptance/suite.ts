import type { Connector } from '../connector/connector.ts'
import type { Acceptance } from './acceptance.ts'
import { Breach, type Found, type Subject } from './case.ts'
import { CONNECTOR_CASES } from './connector-cases.ts'
import { OPERATION_CASES } from './operation-cases.ts'
import { Stand } from './stand.ts'

/** What one case found of one operation; `operation` is absent where it is about the connector as a whole. */
export type Result = {
  connector: string
  operation?: string
  case: string
  outcome: 'passed' | 'failed' | 'skipped'
  /** Why it failed or was skipped. */
  reason?: string
  ms: number
}

export type SuiteOptions = {
  connector: Connector
  /** Of the capabilities it provides. */
  acceptances: readonly Acceptance[]
  /** Cases by name; all where absent. */
  only?: readonly string[]
  told?: (result: Result) => void
}

type Trying = { applies: () => true | string; run: () => Found }

/** Tries every operation of a connector in every case, on a sandbox of its own. One after another: they share its switches. */
export async function tryConnector({ connector, acceptances, only, told }: SuiteOptions): Promise<Result[]> {
  const stand = await Stand.open(connector)
  const results: Result[] = []
  const add = async (about: { operation?: string; case: string }, trying: Trying) => {
    if (only && !only.includes(about.case)) return
    const started = performance.now()
    const skip = stand.rehearsal.skips?.[about.case] ?? trying.applies()
    const found =
      typeof skip === 'string' ? { outcome: 'skipped' as const, reason: skip } : await judged(stand, trying.run)
    const result = { connector: connector.name, ...about, ...found, ms: Math.round(performance.now() - started) }
    results.push(result)
    told?.(result)
  }
  try {
    for (const acceptance of acceptances) {
      const { contract, trials, prepare } = acceptance
      await prepare(stand.benchOf(contract))
      for (const [operation, trial] of Object.entries(trials)) {
        const repeat = connector.manifest[`${contract.name}.${operation}`]!
        const subject: Subject = { stand, contract, operation, trial, repeat }
        for (const each of OPERATION_CASES)
          await add(
            { operation: `${contract.name}.${operation}`, case: each.name },
            { applies: () => each.applies(subject), run: () => each.run(subject) },
          )
      }
    }
    const subject = { stand, acceptances }
    for (const each of CONNECTOR_CASES)
      await add({ case: each.name }, { applies: () => each.applies(subject), run: () => each.run(subject) })
    return results
  } finally {
    await stand.close()
  }
}

async function judged(stand: Stand, run: Trying['run']): Promise<Pick<Result, 'outcome' | 'reason'>> {
  try {
    const reason = await run()
    return typeof reason === 'string' ? { outcome: 'skipped', reason } : { outcome: 'passed' }
  } catch (error) {
    const reason = error instanceof Breach ? error.message : `${error instanceof Error ? error.stack : String(error)}`
    return { outcome: 'failed', reason }
  } finally {
    await stand.fault()
  }
}
