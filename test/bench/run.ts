/*
 * The benches: npx -y pnpm@12 bench <name>
 * Each prints one JSON line a figure. They load the machine, so nothing else should run meanwhile.
 */
const BENCHES: Record<string, () => Promise<unknown>> = {
  capacity: () => import('./capacity.ts'),
  flows: () => import('./flows.ts'),
  limits: () => import('./limits.ts'),
}

const name = process.argv.slice(2).find((argument) => !argument.startsWith('-'))
const bench = name === undefined ? undefined : BENCHES[name]
if (bench) await bench()
else {
  process.stderr.write(`\n  Name a bench: ${Object.keys(BENCHES).join(', ')}.\n\n`)
  process.exitCode = 2
}
