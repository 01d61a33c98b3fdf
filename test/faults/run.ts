import { parseArgs } from 'node:util'
import { Dice } from './dice.ts'
import { ERPS } from './erp.ts'
import { ROWS } from './rows.ts'

/*
 * Breaks things and counts: npx -y pnpm@12 faults <row>|all [--seed n] [--scale 0.1] [--erp netsuite] [--json]
 * One JSON line a row on stdout, progress on stderr (none with --json); exits with 1 if a row does not pass.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    seed: { type: 'string' },
    scale: { type: 'string', default: '1' },
    erp: { type: 'string', default: 'none' },
    json: { type: 'boolean', default: false },
  },
})
const [wanted] = positionals
const rows = ROWS.filter(({ name }) => wanted === 'all' || name.toLowerCase() === wanted?.toLowerCase())
const scale = Number(values.scale)
const erp = ERPS.find((name) => name === values.erp)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)

if (rows.length === 0 || !erp || !(scale > 0 && scale <= 1) || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: pnpm faults <row>|all [--seed n] [--scale 0.1] [--erp name] [--json]\n\n')
  for (const { name, fault } of ROWS) process.stderr.write(`  ${name.padEnd(4)} ${fault}\n`)
  process.stderr.write(`\n  --erp, for R5, R6, R7 and R11: ${ERPS.join(', ')}\n`)
  process.exit(2)
}
for (const { name, fault, run } of rows) {
  const begun = Date.now()
  const say = (line: string) => {
    if (!values.json) process.stderr.write(`  ${name} ${((Date.now() - begun) / 1000).toFixed(1)} s: ${line}\n`)
  }
  say(`${fault} (seed ${seed}, scale ${scale})`)
  const context = { seed, scale, tempo: 1, erp, dice: new Dice(seed), say }
  // A row that could not be carried through has not passed, and says so in the same line.
  const { load, figures, pass } = await run(context).catch((error: Error) => ({
    load: 'not carried through',
    figures: { error: error.message },
    pass: false,
  }))
  const seconds = Math.round((Date.now() - begun) / 1000)
  process.stdout.write(`${JSON.stringify({ row: name, load, figures: { ...figures, seed, scale, seconds }, pass })}\n`)
  if (!pass) process.exitCode = 1
}
// Of itself Node may wait for ever for a socket that a fault left half open.
process.exit()
