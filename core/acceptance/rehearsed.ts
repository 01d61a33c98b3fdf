import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { grantsInMemory } from '../connector/auth/grant-store.ts'
import type { Connector } from '../connector/connector.ts'
import { locksInProcess } from '../connector/locks-in-process.ts'
import { outbound } from '../connector/outbound.ts'
import type { Entry } from '../sandbox/sandbox.ts'
import { startSandbox } from '../sandbox/server.ts'

/** A connector's client on a sandbox of its own. */
export type Rehearsed<Vendor> = {
  vendor: Vendor
  url: string
  ledger: () => Promise<Entry[]>
  close: () => Promise<void>
}

/** Opens what `connect` gives, below any capability: for tests of the wire. Close it. */
export async function rehearsed<Vendor>(connector: Connector<unknown, Vendor>): Promise<Rehearsed<Vendor>> {
  const dir = await mkdtemp(join(tmpdir(), 'gantry-rehearsed-'))
  const rehearsal = (await connector.rehearsal()).default()
  const sandbox = await startSandbox((await connector.sandbox()).default, {
    port: 0,
    dir,
    settings: rehearsal.settings,
  })
  const log = pino({ level: 'silent' })
  const limits = { requestsPerSecond: 5000, concurrency: 64 }
  const { fetch, unlimited, authorized, close } = outbound({ connection: connector.title, limits, log })
  const exclusively = locksInProcess()
  const vendor = await connector.connect({
    config: connector.config.parse(rehearsal.config(sandbox.url)),
    fetch,
    authorized,
    auth: { fetch: unlimited, grants: grantsInMemory(), exclusively, vendor: connector.title, log },
    log,
    exclusively,
    heard: async () => undefined,
  })
  return {
    vendor,
    url: sandbox.url,
    ledger: async () => (await (await globalThis.fetch(`${sandbox.url}/_sandbox/ledger`)).json()) as Entry[],
    close: async () => {
      await close()
      await sandbox.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
