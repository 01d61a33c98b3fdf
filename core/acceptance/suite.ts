import type { Connector } from '../connector/connector.ts'
import { MAPPING_MISSING } from '../connector/hole.ts'
import type { Heard } from '../sandbox/hearing.ts'
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
  /** Told of what the connector asks its vendor, and of the answers. */
  heard?: (exchange: Heard) => void
}

type Trying = { applies: () => true | string; run: () => Found }

/** Tries every operation of a connector in every case, on a sandbox of its own. One after another: they share its switches. */
export async function tryConnector({ connector, acceptances, only, told, heard }: SuiteOptions): Promise<Result[]> {
  const stand = await Stand.open(connector, heard)
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
      const unprepared = await missingIn(stand, () => prepare(stand.benchOf(contract)))
      for (const [operation, trial] of Object.entries(trials)) {
        const repeat = connector.manifest[`${contract.name}.${operation}`]!
        const subject: Subject = { stand, contract, operation, trial, repeat }
        for (const each of OPERATION_CASES)
          await add(
            { operation: `${contract.name}.${operation}`, case: each.name },
            {
              applies: () =>
                repeat.repeat === 'unmapped' ? unmappedReason(repeat) : (unprepared ?? each.applies(subject)),
              run: () => each.run(subject),
            },
          )
      }
    }
    const subject = { stand, acceptances }
    const idle = results.every(({ outcome }) => outcome === 'skipped') ? idleReason(stand) : undefined
    for (const each of CONNECTOR_CASES)
      await add({ case: each.name }, { applies: () => idle ?? each.applies(subject), run: () => each.run(subject) })
    return results
  } finally {
    await stand.close()
  }
}

const unmappedReason = ({ because }: { because: string }) => `nobody has mapped it: ${because}`

/** A connector of which no operation could be tried has not been tried as a whole either. */
function idleReason({ failures, connector: { manifest } }: Stand): string | undefined {
  const unwritten = failures.some(({ code }) => code === MAPPING_MISSING)
  const unmapped = Object.values(manifest).some(({ repeat }) => repeat === 'unmapped')
  return unwritten || unmapped ? 'none of its operations is written to its end' : undefined
}

/** What nobody has written yet and was reached by `run`; undefined where all of it is. Other failures are thrown. */
async function missingIn(stand: Stand, run: Trying['run']): Promise<string | undefined> {
  const from = stand.failures.length
  const found = await run().then(
    (reason) => ({ reason }),
    (error: unknown) => ({ error }),
  )
  const missing = stand.failures.slice(from).find(({ code }) => code === MAPPING_MISSING)
  if (missing) return missing.message
  if ('error' in found) throw found.error
  return typeof found.reason === 'string' ? found.reason : undefined
}

async function judged(stand: Stand, run: Trying['run']): Promise<Pick<Result, 'outcome' | 'reason'>> {
  try {
    const missing = await missingIn(stand, run)
    return missing === undefined ? { outcome: 'passed' } : { outcome: 'skipped', reason: missing }
  } catch (error) {
    const reason = error instanceof Breach ? error.message : `${error instanceof Error ? error.stack : String(error)}`
    return { outcome: 'failed', reason }
  } finally {
    await stand.fault()
  }
}
