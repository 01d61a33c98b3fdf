import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { serverUrl } from '@gantry/core/testing/database'
import { faultsOf, generate, type Tried } from './generate.ts'
import { mounted } from './mounted.ts'
import { openScratch, ROOT } from './scratch.ts'

// Every OpenAPI document of a folder, or those that are named: a connector is written from each, type-checked, linted and
// tested; where GANTRY_TEST_DATABASE_URL or DATABASE_URL is set, a host is started over it. One line for each document;
// exit code 1 where one that was let in does not hold.
//   node test/openapi/run.ts [--capability erp] [document …]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { capability: { type: 'string', default: 'erp' }, keep: { type: 'boolean', default: false } },
})
const SPECS = join(process.env.GANTRY_SHARED ?? join(ROOT, '../shared'), 'vendor-specs')

const given = positionals.map((each) => (/^https?:/.test(each) ? each : resolve(each)))
const documents = given.length > 0 ? given : documentsIn(SPECS)
if (documents.length === 0) {
  process.stderr.write(`There are no documents in ${SPECS}; name some.\n`)
  process.exit(2)
}
const scratch = await openScratch()
const tried: Tried[] = []
const names = new Set<string>()
for (const document of documents) {
  const one = await generate(scratch, nameOf(document), document, values.capability)
  tried.push(one)
  if (!one.generated) line(one, one.ms, `refused: ${one.says.split('\n')[0]}`)
  else process.stderr.write(`  ${one.name}: written in ${one.ms} ms\n`)
}
const written = tried.filter(({ generated }) => generated)
const faults: Record<string, string> = written.length > 0 ? await faultsOf(scratch) : {}
for (const one of written) {
  const failed = Object.entries(faults).flatMap(([what, said]) => (isFault(what, said, one.name) ? [what] : []))
  if (serverUrl && !(await isMounted(one.name))) failed.push('mount')
  const holds = `type-checks, lints, its tests pass, its sandbox answers${serverUrl ? ', the host mounts it' : ''}`
  line(one, one.ms, failed.length === 0 ? holds : `FAILS: ${failed.join(', ')}`)
  if (failed.length > 0) process.exitCode = 1
}
for (const said of Object.values(faults)) if (said !== '') process.stderr.write(`${said.slice(0, 8000)}\n`)
if (values.keep) process.stderr.write(`kept: ${scratch.root}\n`)
else await scratch.remove()

/** Any answer will do that is the capability's own: its maps have holes. */
async function isMounted(name: string): Promise<boolean> {
  const { served } = await mounted(scratch, name, values.capability, '/').catch((error: Error) => {
    process.stderr.write(`${name}: ${error.stack}\n`)
    return { served: [] }
  })
  return served.length === 1
}

/** A fault of the file they all stand in is everyone's. */
function isFault(what: string, said: string, name: string): boolean {
  if (what === 'tests') return new RegExp(`FAIL\\s+plugins/${name}/`).test(said)
  return said.includes(`plugins/${name}/`) || said.includes('gantry.config.ts')
}

function line({ name }: Tried, ms: number, outcome: string): void {
  process.stdout.write(`${name.padEnd(44)} ${`${(ms / 1000).toFixed(1)} s`.padStart(8)}  ${outcome}\n`)
}

/** Files that say of themselves that they are OpenAPI or Swagger documents. */
function documentsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|ya?ml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /(?:^|[{,])\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]\./m.test(readFileSync(file, 'utf8')))
    .sort()
}

function nameOf(document: string): string {
  const plain = basename(document)
    .replace(/\.(json|ya?ml)$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  let name = plain || 'vendor'
  for (let number = 2; names.has(name); number++) name = `${plain}-${number}`
  names.add(name)
  return name
}
