import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { audit } from '../security/audit/act.ts'
import type { Class } from './classification.ts'
import { eraseKept } from './large-results.ts'
import { refuseHeld } from './legal-hold.ts'
import { type Going, type Kept, namedIn, payloadsOf, type Row } from './payload.ts'
import { leastDays, type RetentionRules } from './retention-rules.ts'
import { eraseAnswers, eraseWebhooks } from './stored-copies.ts'
import { type SystemErasure, systemsOf } from './system-erasure.ts'

/** Masks what a read model keeps about a subject, and tells how many values. */
export type Eraser = (
  tx: Transaction,
  about: { tenant: string; subject: string; classes: readonly Class[] },
) => Promise<number>

export type Erasing = {
  tenant: string
  /** What runs are about, as people call it, or a run's business key. */
  subject: string
  by: string
  onBehalfOf?: string | undefined
  reason: string
  /** What fields are called that have a class (`namesIn`), and which classes are to go; amounts and dates of the books stay. */
  names: ReadonlyMap<string, Class>
  classes?: readonly Class[]
  /** Of read models. */
  erasers?: readonly Eraser[]
  /** Financial data is not erased before its days. */
  rules?: RetentionRules
}

export type Erased = {
  runs: number
  values: number
  /** Bodies of webhooks that were emptied, and those that stay because they name somebody under a legal hold. */
  webhooks: number
  webhooksHeld: number
  /** The connections that were asked about it, and have records of their own. */
  systems: SystemErasure[]
}

/** What the law wants kept is not erased early, whoever asks. */
const KEPT_AT_LEAST: readonly Class[] = ['financial']

/**
 * Erases what is kept of people about a subject: in the inputs, results and outputs of its runs, large ones and the archive
 * too, in its exceptions, approvals, events, dead letters and read models, in answers by Idempotency-Key that name it, and
 * the bodies of webhooks that do. Fields of other classes stay, and so do keys and digests. The pool needs the keyring: what
 * is sealed is opened, masked and sealed again. Throws `legal-hold`, `kept-by-rule` where financial data has not had its
 * days, `payload-unreadable`, and `run-underway` while one of its runs has not ended: it would go on without what it needs.
 */
export function eraseSubject(db: Database, erasing: Erasing): Promise<Erased> {
  const { tenant, subject, by, onBehalfOf, reason, names, classes = ['personal', 'secret'], erasers = [] } = erasing
  return inTransaction(db, async (tx) => {
    await refuseHeld(tx, tenant, subject)
    const { rows: runs } = await sql<Ended>`
      select id, finished_at is not null as ended, subject, key,
        (extract(epoch from gantry.now() - updated_at) / 86400)::float8 as age from gantry.run
      where tenant = ${tenant} and (subject = ${subject} or key = ${subject}) order by id for update`.execute(tx)
    if (runs.some(({ ended }) => !ended))
      throw new IntegrationError(
        'run-underway',
        'A run about this has not ended: what it needs cannot be erased yet.',
        {
          kind: 'policy',
          detail: 'Wait for its end, or cancel it.',
        },
      )
    for (const held of new Set(runs.flatMap((run) => [run.subject ?? [], run.key].flat())))
      await refuseHeld(tx, tenant, held)
    const ids = runs.map(({ id }) => id)
    const payloads = await payloadsOf(tx, ids)
    const told = await toldOf(tx, tenant, subject, ids)
    if (erasing.rules) refuseEarly(erasing.rules, classes, runs, payloads)
    const going: Going = { names, classes: new Set(classes), field: erasing.rules?.field }
    const kept = [...[...payloads.values()].flat(), ...told]
    let values = (await eraseKept(tx, tenant, kept, going)).columns
    values += await eraseAnswers(tx, { tenant, subject, going })
    for (const erase of erasers) values += await erase(tx, { tenant, subject, classes })
    const words = told.flatMap(({ row }) =>
      [row.key, row.source].filter((word) => typeof word === 'string' && word !== ''),
    )
    const webhooks = await eraseWebhooks(tx, { tenant, words: [subject, ...(words as string[])] })
    const systems = await systemsOf(tx, tenant, payloads)
    const erased = { runs: ids.length, values, webhooks: webhooks.bodies, webhooksHeld: webhooks.held }
    const detail = { ...erased, classes: [...classes], systems: systems.map(({ connection }) => connection) }
    await audit(tx, [{ tenant, action: 'data.erased', object: `subject:${subject}`, by, onBehalfOf, reason, detail }])
    return { ...erased, systems }
  })
}

type Ended = { id: string; ended: boolean; subject: string | null; key: string; age: number }

const TOLD = {
  event: { table: 'event', key: ['id'], columns: ['data'] },
  dead_letter: { table: 'dead_letter', key: ['id'], columns: ['data', 'before'] },
}

/** Events and dead letters: by the subject as their key, or of the correlation of its runs. */
async function toldOf(tx: Transaction, tenant: string, subject: string, ids: readonly string[]): Promise<Kept[]> {
  const ofRuns = sql`o.correlation in (select correlation from gantry.run where id = any(${ids}::uuid[]))`
  const events = await sql<Row>`select o.* from gantry.event o
    where o.tenant = ${tenant} and (o.key = ${subject} or ${ofRuns}) for no key update`.execute(tx)
  const letters = await sql<Row>`select o.* from gantry.dead_letter o
    where o.tenant = ${tenant} and ${ofRuns} for update`.execute(tx)
  return [
    ...events.rows.map((row) => ({ place: TOLD.event, row })),
    ...letters.rows.map((row) => ({ place: TOLD.dead_letter, row })),
  ]
}

function refuseEarly(
  rules: RetentionRules,
  classes: readonly Class[],
  runs: readonly Ended[],
  payloads: ReadonlyMap<string, readonly Kept[]>,
): void {
  const all = rules.field ? namedIn([...payloads.values()].flat(), rules.field) : []
  for (const of of KEPT_AT_LEAST.filter((one) => classes.includes(one)))
    for (const { id, age } of runs) {
      const own = rules.field ? namedIn(payloads.get(id)!, rules.field) : []
      const entities = own.length > 0 ? own : all
      const days = leastDays(rules, of, entities)
      if (age >= days) continue
      const whose = entities.length > 0 ? ` of ${entities.join(' and ')}` : ''
      const left = Number.isFinite(days)
        ? `Kept for ${days} days, of which ${Math.floor(age)} have passed.`
        : 'Kept for ever.'
      throw new IntegrationError('kept-by-rule', `What is ${of}${whose} has to be kept longer.`, {
        kind: 'policy',
        status: 409,
        detail: `${left} Ask for personal data and secrets alone, or see \`retention\` in gantry.config.ts.`,
      })
    }
}
