import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordings } from './recorded-flows.ts'
import { recordingOf } from './recording.ts'

// Records interrupted runs for core/flow/recorded: node core/testing/record.ts <engine> <name>…
// `engine` is the number of the newest migration; the files begin with it. What is recorded is never made anew.
const [engine, ...names] = process.argv.slice(2)
if (!engine) throw new Error('Say which engine this is: node core/testing/record.ts <engine> <name>…')
for (const name of names.length > 0 ? names : Object.keys(recordings)) {
  const file = join(import.meta.dirname, '../flow/recorded', `${engine}-${name}.json`)
  await writeFile(file, `${JSON.stringify(await recordingOf(name, engine), null, 2)}\n`, { flag: 'wx' })
  console.log(file)
}
