import { nearest } from './nearest.ts'

type NotFound = { id: string; config: { commandIDs: string[]; topics: { name: string }[] } }

/** oclif's hook for a command that does not exist: says which one was meant, and exits with 2. */
export default async function commandNotFound({ id, config }: NotFound): Promise<never> {
  const words = (name: string) => name.replaceAll(':', ' ')
  const whole = config.commandIDs.find((known) => id.startsWith(`${known}:`))
  const meant = whole ?? (await nearest(id, [...config.commandIDs, ...config.topics.map(({ name }) => name)]))
  const error = {
    message: `There is no command "gantry ${words(id)}".`,
    next: meant ? `Did you mean: gantry ${words(meant)}` : 'See those there are: gantry --help',
  }
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`)
  else process.stderr.write(`${error.message}\n${error.next}\n`)
  process.exit(2)
}
