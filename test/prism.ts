/**
 * Holds every request and response of the scenarios against the contracts, with Prism as a validating proxy before each
 * API and between the tiers. Prints counts; exit code 1 where something does not fit, or a scenario fails.
 *
 *   node test/prism.ts [--record <consumer>] [files of scenarios; all of test/scenarios where none is named]
 *
 * With --record it keeps what was asked and answered below governance/recordings, which the gate holds new versions against.
 */
import { parseArgs } from 'node:util'
import { keepRecordings } from './prism/recordings.ts'
import { runBehindPrism } from './prism/scenarios.ts'

const { values, positionals: files } = parseArgs({ options: { record: { type: 'string' } }, allowPositionals: true })
const { passed, exchanges, refused, byApi, violations, heard } = await runBehindPrism(
  files.length > 0 ? files : ['test/scenarios'],
)

for (const [api, count] of Object.entries(byApi).sort()) console.log(`${String(count).padStart(7)}  ${api}`)
for (const { method, path, status, location, message } of violations.slice(0, 20))
  console.log(`violation: ${method} ${path} (${status}): ${location.join('.')} ${message}`)
const valid = exchanges - new Set(violations.map(({ method, path, status }) => `${method} ${path} ${status}`)).size
console.log(`${exchanges} exchanges through Prism, ${refused} of them requests that were refused as they should be.`)
console.log(`${violations.length} violations; ${exchanges === 0 ? 0 : ((100 * valid) / exchanges).toFixed(2)} % valid.`)
if (values.record) console.log(`Kept: ${(await keepRecordings(values.record, heard)).join(', ')}`)
if (!passed) console.log('Some scenario failed.')
process.exitCode = passed && violations.length === 0 && exchanges > 0 ? 0 : 1
