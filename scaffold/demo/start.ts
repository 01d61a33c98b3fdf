import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Company } from '@gantry/canonical/company'
import type { Call } from '@gantry/core/contract'
import { client, type Transport } from '@gantry/core/contract/client'
import { developmentIdentity } from '@gantry/core/security/identity'
import { Tokens } from '@gantry/core/security/tokens'
import { operations } from '@gantry/operations/contract'
import { orderTrail } from '@gantry/order-trail/contract'
import { ensureAuditKey } from '../audit-key.ts'
import { rehearsalsOf } from '../credentials.ts'
import { startDatabase } from '../database/embedded.ts'
import { ensureEncryptionKeys } from '../encryption-keys.ts'
import { ensureIdentityKey } from '../identity-key.ts'
import { sampleMemory } from '../processes/memory.ts'
import { refuseTakenPorts } from '../processes/ports.ts'
import { onShutdown } from '../processes/shutdown.ts'
import { supervise } from '../processes/supervisor.ts'
import { openProject } from '../project.ts'
import type { Refusal } from '../refusal.ts'
import { booksOfRecord } from './books-of-record.ts'
import { companyOf } from './company.ts'
import { emptyExternal } from './fresh.ts'
import { loadCompany } from './load.ts'
import type { StartOptions } from './options.ts'
import { admitPartner, enterPartner, PARTNER, soldByPartner } from './partner.ts'
import { type Addresses, addressesOf, portsOf, sandboxesOf, specsOf } from './processes.ts'
import { Progress } from './progress.ts'
import { reconcile } from './reconcile.ts'
import { figuresOf, report } from './report.ts'
import { Sandboxes } from './sandboxes.ts'
import { stoppedOrders } from './stopped.ts'
import { untilQuiet } from './watch.ts'

const TENANT = 'demo'

type Started = { stop: () => Promise<void>; stopping: boolean }

/** `pnpm start`: everything on this machine, a company's orders from quote to cash, and the balance. Returns the exit code. */
export async function start(options: StartOptions, project: string, startedAt: number): Promise<number> {
  const out = options.json ? process.stderr : process.stdout
  const progress = new Progress(out)
  const log = (line: string) => progress.say(`  ${line}`)
  const started: Started = { stop: async () => {}, stopping: false }
  const takeOff = onShutdown({
    stop: () => {
      started.stopping = true
      return started.stop()
    },
    log,
  })
  try {
    return await run(options, project, startedAt, progress, started)
  } finally {
    await started.stop()
    takeOff()
  }
}

async function run(
  options: StartOptions,
  project: string,
  startedAt: number,
  progress: Progress,
  started: Started,
): Promise<number> {
  const out = options.json ? process.stderr : process.stdout
  const log = (line: string) => progress.say(`  ${line}`)
  // The input is read first: a wrong one is told before anything is started.
  const own = await companyOf(options)
  // Orders of your own are loaded as they are.
  const company = options.orders === undefined ? soldByPartner(own) : own
  sayCompany(progress, company)
  const books = booksOfRecord(options.erp, company)
  await refuseTakenPorts(portsOf(options, books))
  const dir = join(project, '.gantry')
  const url = process.env.DATABASE_URL
  const databaseUp = startDatabase({
    dir: project,
    // A server of one's own is emptied below, of our schemas only.
    fresh: options.fresh && !url,
    log,
    ...(url && { url }),
    ...(options.databasePort && { port: options.databasePort }),
  })
  started.stop = () =>
    databaseUp.then(
      (database) => database.stop(),
      () => {},
    )
  // Its connectors are read while the database starts.
  const [database, rehearsals] = await Promise.all([
    databaseUp,
    openProject(project).then(({ config }) => rehearsalsOf(config, sandboxesOf(books))),
  ])
  if (options.fresh) {
    if (url) await emptyExternal(url, TENANT)
    rmSync(join(dir, 'sandboxes'), { recursive: true, force: true })
  }
  const identityKey = await ensureIdentityKey(dir)
  await ensureAuditKey(dir)
  await ensureEncryptionKeys(dir)
  const tokens = new Tokens(identityKey)
  const identity = developmentIdentity(TENANT)
  const calloutToken = await tokens.mint({ ...identity, principal: 'salesforce' }, 30 * 24 * 3600)
  const addresses = addressesOf(options, books)
  const specs = specsOf(options, books, {
    databaseUrl: database.url,
    identityKey,
    tenant: TENANT,
    calloutToken,
    dir,
    rehearsals,
  })
  const supervision = await supervise(specs, { log, logs: join(dir, 'logs') })
  started.stop = async () => {
    await supervision.stop()
    await database.stop()
  }
  const memory = sampleMemory(() => [process.pid], 1000)
  let failure: Refusal | undefined
  void Promise.race([database.failure, supervision.failure]).then((refusal) => {
    failure = refusal
    started.stopping = true
  })

  progress.say(`  everything is up after ${seconds(startedAt)} s; loading the company\n`)
  const sandboxes = new Sandboxes(addresses.sandboxes)
  const call: Call = { identity, correlation: randomUUID() }
  const reach = (baseUrl: string): Transport => ({
    kind: 'http',
    baseUrl,
    fetch: (request) => fetch(request),
    token: (who) => tokens.mint(who),
  })
  if (options.orders === undefined) await enterPartner(reach(addresses.system), call)
  const before = await sandboxes.stats()
  const refused = await loadCompany({
    company,
    books,
    transport: reach(addresses.system),
    call,
    act: sandboxes.act,
    progress: (done, of) => progress.loading(done, of),
  })
  progress.end()
  progress.say('')
  const reading = {
    trail: client(orderTrail, reach(addresses.api)),
    operations: client(operations, reach(addresses.api)),
    call,
  }
  const submitted = company.quotes.length - refused.filter(({ record }) => record.startsWith('order ')).length
  const { quiet, exceptions } = await untilQuiet({
    ...reading,
    sandboxes,
    orders: submitted,
    progress: (counts) => progress.orders(counts, company.quotes.length, (Date.now() - startedAt) / 1000),
    stopped: () => started.stopping,
  })
  progress.end()
  if (failure) throw failure
  // Called off in mid-run: books that are half way say nothing.
  if (started.stopping) return 130
  const took = seconds(startedAt)
  const after = await sandboxes.stats()
  const stopped = await stoppedOrders({ ...reading, company })
  const balance = reconcile(await sandboxes.ledgers(), company, new Set(stopped.map(({ order }) => order)))
  const figures = figuresOf({
    balance,
    company,
    exceptions,
    stopped: stopped.length + refused.length,
    quiet,
    effects: after.effects - before.effects,
    startedAt,
    seconds: took,
    peak: memory.peak(),
  })
  out.write(report({ balance, company, figures, stopped, refused, quiet, out }))
  if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
  if (!options.exit) {
    const key =
      options.orders === undefined
        ? await admitPartner(company, { system: reach(addresses.system), api: reach(addresses.api), call })
        : undefined
    out.write(placesOf(addresses, company, key))
    await new Promise(() => {})
  }
  return figures.balanced ? 0 : 1
}

const seconds = (since: number) => Number(((Date.now() - since) / 1000).toFixed(1))

function sayCompany(progress: Progress, { name, quotes, customers, products, legalEntities, rejected }: Company): void {
  progress.say(
    `\n  ${name}: ${quotes.length} orders of ${customers.length} customers, ${products.length} products, ` +
      `${legalEntities.length} legal entities (${legalEntities.map((entity) => entity.name).join(', ')})`,
  )
  for (const { file, line, order, reason } of rejected.slice(0, 20))
    progress.say(`  left out: ${file}:${line}${order ? ` (order ${order})` : ''}: ${reason}`)
  if (rejected.length > 20) progress.say(`  … and ${rejected.length - 20} more rows left out`)
}

function placesOf({ api, sandboxes }: Addresses, company: Company, partnerKey: string | undefined): string {
  const example = company.quotes[0]?.reference
  return [
    '',
    `  control tower   ${api}/control-tower/`,
    ...(example ? [`  one order       ${api}/control-tower/orders/${encodeURIComponent(example)}`] : []),
    `  catalogue       ${api}/catalogue/`,
    `  partner portal  ${api}/partner-portal/`,
    ...(partnerKey ? [`                  sign in as ${PARTNER.name} with ${partnerKey}`] : []),
    ...Object.entries(sandboxes).map(([name, url]) => `  ${name.padEnd(15)} ${url}/_sandbox`),
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n')
}
