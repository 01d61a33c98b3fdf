import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GantryConfig } from '@gantry/core/runtime/config'
import { FORBIDDEN_FORMS } from '@gantry/core/security/forbidden-address.fixture'
import { guardedFetch } from '@gantry/core/security/guarded-fetch'
import config from '../../config.ts'
import { Landscape } from '../../landscape.ts'
import { setUp } from '../../sales.ts'
import { fuzz } from '../../security/fuzz/fuzz.ts'
import { Watch } from '../../security/watch.ts'
import { Cluster } from '../cluster.ts'
import { type Row, scaled } from '../row.ts'

const KNOWN = {
  names: ['Q-canary', 'C-1', 'BIKE', 'CARE', 'US01', 'USD', 'canary', 'process.operations', '1'],
  share: 0.25,
}

export const edges: Row = {
  name: 'R17',
  fault: 'forbidden addresses, requests no contract allows, and a look for secrets in all that is said of them',
  run: async (context) => {
    const { seed, say } = context
    const count = scaled(50_000, context, 500)
    const dir = mkdtempSync(join(tmpdir(), 'gantry-faults-'))
    const cluster = await Cluster.start(dir)
    try {
      const landscape = await Landscape.start({ work: false, server: cluster.url })
      try {
        await setUp(landscape)
        const watch = await Watch.start(landscape, unhurried(config))
        try {
          await watch.work()
          say(`${watch.secrets} secrets at work`)
          const authorization = `Bearer ${await watch.token('fuzzer')}`
          const heard = (text: string) => watch.heard(text)
          const fuzzed = await fuzz({ url: watch.url, authorization, count, seed, known: KNOWN, heard, say })
          for (const line of fuzzed.faults.slice(0, 50)) say(line)
          const alive = await fetch(`${watch.url}/health`).then(({ ok }) => ok)
          const passed = await reached(FORBIDDEN_FORMS)
          for (const form of passed) say(`not refused: ${form}`)
          const { found, looked } = await watch.leaks()
          for (const line of found) say(line)
          return {
            load: `${FORBIDDEN_FORMS.length} notations, ${count} requests to ${fuzzed.operations} operations, ${watch.secrets} secrets`,
            figures: {
              addresses: FORBIDDEN_FORMS.length,
              addresses_reached: passed.length,
              requests: fuzzed.requests,
              operations: fuzzed.operations,
              answers: JSON.stringify(fuzzed.answers),
              faulty_answers: fuzzed.faults.length,
              at_most_percent_at_95: Number((300 / count).toFixed(4)),
              secrets: watch.secrets,
              secrets_found: found.length,
              megabytes_looked_through: Math.round((looked.log + looked.answers + looked.rows) / 1e6),
            },
            pass: passed.length + fuzzed.faults.length + found.length === 0 && alive,
          }
        } finally {
          await watch.close()
        }
      } finally {
        await landscape.stop()
      }
    } finally {
      await cluster.stop()
      rmSync(dir, { recursive: true, force: true })
    }
  },
}

/** Vendors that take whatever comes: it is our edge that is under test, not their patience. */
const unhurried = (given: GantryConfig): GantryConfig => ({
  ...given,
  connections: Object.fromEntries(
    Object.entries(given.connections).map(([name, connection]) => [
      name,
      { ...connection, limits: { requestsPerSecond: 5_000, concurrency: 50 } },
    ]),
  ),
})

/** The forms in which an address of ours was asked, although nobody outside may name it. */
async function reached(forms: readonly string[]): Promise<string[]> {
  let visits = 0
  const server = createServer((_, response) => response.end('internal'))
  server.on('connection', () => {
    visits += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const guarded = guardedFetch({ http: true, ports: 'any', timeoutMs: 2_000 })
  const passed: string[] = []
  try {
    for (const form of forms) {
      const before = visits
      const code = await guarded.fetch(`http://${form}:${port}/`).then(
        () => 'answered',
        (error: { code?: string }) => error.code,
      )
      if (code !== 'address-refused' || visits > before) passed.push(`${form}: ${code}`)
    }
  } finally {
    await guarded.close()
    server.close()
  }
  return passed
}
