import { describe, expect, test } from 'vitest'
import { Dice } from './dice.ts'
import type { Row } from './row.ts'
import { crashPoints } from './rows/crash-points.ts'
import { databaseCrash } from './rows/database-crash.ts'
import { edges } from './rows/edges.ts'
import { kill } from './rows/kill.ts'
import { pause } from './rows/pause.ts'
import { vendorFailures } from './rows/vendor-failures.ts'

/** Faults at a fifth of their times and with few of them: the programs themselves are `pnpm faults`. */
const TEMPO = 0.2

const SHORT: readonly (readonly [row: Row, scale: number])[] = [
  [kill, 0.01],
  [crashPoints, 0.01],
  [pause, 0.1],
  [databaseCrash, 0.005],
  [vendorFailures, 0.02],
  [edges, 0.02],
]

describe('nothing lost and nothing twice', () => {
  for (const [{ name, fault, run }, scale] of SHORT)
    test(`${name} ${fault}`, async () => {
      const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
      const said: string[] = []
      const { figures, pass } = await run({
        seed,
        scale,
        tempo: TEMPO,
        erp: 'none',
        dice: new Dice(seed),
        say: (line) => said.push(line),
      })
      expect(pass, JSON.stringify({ seed, figures, said }, null, 1)).toBe(true)
    }, 120_000)
})
