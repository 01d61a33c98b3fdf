import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { Connector } from '@gantry/core/connector'
import { openConnection } from '@gantry/core/connector/connection'
import { locksInProcess } from '@gantry/core/connector/locks-in-process'
import type { Call } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { defineSandbox } from '@gantry/core/sandbox'
import { startSandbox } from '@gantry/core/sandbox/server'
import { developmentIdentity } from '@gantry/core/security/identity'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { Hono } from 'hono'
import { pino } from 'pino'
import connector from './connector.ts'
import salesforce from './sandbox/sandbox.ts'

export type Exchange = { method: string; url: string; request: string; status: number; answer: string }

export const call = (idempotencyKey = 'run:step'): Call => ({
  identity: developmentIdentity('test'),
  correlation: 'c-1',
  idempotencyKey,
})

export type TestOrg = Awaited<ReturnType<typeof openOrg>>

/** A sandbox on a free port with books of its own, and everything it was asked and answered. */
export async function openOrg(settings: Record<string, string> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'salesforce-'))
  const exchanges: Exchange[] = []
  /** Answers instead of the sandbox, while it returns one. */
  const override: { answer: ((method: string, path: string) => Response | undefined) | undefined } = {
    answer: undefined,
  }
  /** How many requests still pass before one's answer is lost. */
  let passing: number | undefined
  const definition = defineSandbox({
    ...salesforce,
    app: (context) => {
      const app = new Hono()
      app.use('/services/*', async (c, next) => {
        const request = await c.req.raw.clone().text()
        const given = override.answer?.(c.req.method, c.req.path)
        if (given) return given
        if (passing === 0) await control('PUT', 'faults', { commitThenDrop: 1 })
        if (passing !== undefined) passing = passing === 0 ? undefined : passing - 1
        await next()
        const answer = await c.res.clone().text()
        exchanges.push({ method: c.req.method, url: c.req.url, request, status: c.res.status, answer })
      })
      app.route('/', salesforce.app(context))
      return app
    },
  })
  let sandbox = await startSandbox(definition, { port: 0, dir, settings })
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    get url() {
      return sandbox.url
    },
    get books() {
      return sandbox.books
    },
    exchanges,
    override,
    /** Lets one call pass (the read), then switches `commitThenDrop` on for the next (the write), until `faults({})`. */
    dropAfterNext: () => {
      passing = 1
    },
    faults: (faults: object) => control('PUT', 'faults', faults),
    action: (name: string, body: object = {}) => control('POST', `actions/${name}`, body),
    ledger: async (kind?: string): Promise<LedgerEntry[]> =>
      ((await control('GET', 'ledger')) as LedgerEntry[]).filter((entry) => !kind || entry.kind === kind),
    /** Closes the books and opens them again, as after a restart. */
    reopen: async () => {
      await sandbox.close()
      sandbox = await startSandbox(definition, { port: 0, dir, settings })
    },
    close: async () => {
      await sandbox.close()
      await rm(dir, { recursive: true, force: true })
    },
    /** The connector's ports, each called through its contract. */
    connect: (config: Record<string, unknown> = {}) => {
      const connection = openConnection(connector as unknown as Connector, {
        name: 'salesforce',
        config: {
          clientId: 'sandbox-client',
          clientSecret: 'sandbox-secret',
          loginUrl: sandbox.url,
          ...config,
        },
        limits: { requestsPerSecond: 1000 },
        log: pino({ level: 'silent' }),
        exclusively: locksInProcess(),
      })
      return {
        connection,
        crm: client(crm, { kind: 'direct', port: () => connection.port(crm as never) }),
        cpq: client(cpq, { kind: 'direct', port: () => connection.port(cpq as never) }),
      }
    },
  }
}
