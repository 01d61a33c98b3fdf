import { expect, test } from 'vitest'
import { Dice } from './dice.ts'
import type { Row } from './row.ts'

/** Faults at a fifth of their times and with few of them: the programs themselves are `pnpm faults`. */
const TEMPO = 0.2

/** A row with a share of its load, as a test; `SEED` repeats what chance decided. */
export function testShortly({ name, fault, run }: Row, scale: number): void {
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
}
