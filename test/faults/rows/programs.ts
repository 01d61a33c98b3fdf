import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Cluster } from '../cluster.ts'
import { type Row, scaled } from '../row.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const MODEL = 'core/flow/model.test.ts'

/** The engine's own test against a model, with more programs and a seed of ours. */
export const programs: Row = {
  name: 'R16',
  fault: 'random programs of steps, waits, failures and crashes, against a model',
  run: async (context) => {
    const { seed, say } = context
    const count = scaled(200, context, 5)
    const dir = mkdtempSync(join(tmpdir(), 'gantry-faults-'))
    const cluster = await Cluster.start(dir)
    try {
      const child = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', MODEL], {
        cwd: ROOT,
        env: {
          ...process.env,
          GANTRY_TEST_DATABASE_URL: cluster.url,
          PROGRAMS: String(count),
          SEED: String(seed),
          NO_COLOR: '1',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text: Buffer) => {
          said += text
        })
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
      if (code !== 0) say(said.slice(-3000))
      return {
        load: `${count} programs`,
        figures: {
          programs: count,
          differences: code === 0 ? 0 : 1,
          effects: count,
          at_most_percent_at_95: 300 / count,
        },
        pass: code === 0,
      }
    } finally {
      await cluster.stop()
      rmSync(dir, { recursive: true, force: true })
    }
  },
}
