import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { advisoriesOf } from './advisories.ts'
import { billOfMaterials } from './bill-of-materials.ts'
import { refusedLicences } from './licences.ts'
import { installedPackages } from './packages.ts'

/*
 * What we stand on: known weaknesses, licences, and a bill of materials (CycloneDX) in .gantry/bill-of-materials.json.
 *   node test/supply-chain/run.ts
 * Exit code 1 where a licence is not allowed or a weakness is high or critical. A registry that cannot tell of weaknesses
 * is said so, and is no failure: ask one that can before a release.
 */
const root = fileURLToPath(new URL('../../', import.meta.url))
const packages = installedPackages(root)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

const place = join(root, '.gantry', 'bill-of-materials.json')
mkdirSync(join(root, '.gantry'), { recursive: true })
writeFileSync(place, `${JSON.stringify(billOfMaterials(packages, version, new Date()), null, 2)}\n`)
console.log(`bill of materials: ${packages.length} packages, in .gantry/bill-of-materials.json`)

const refused = refusedLicences(packages)
for (const { name, version, license } of refused) console.log(`licence: ${name}@${version} is under ${license}`)
console.log(`licences: ${refused.length} not allowed`)

const registry = execFileSync('npm', ['config', 'get', 'registry'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
})
const audited = await advisoriesOf(packages, registry.trim())
const grave =
  'advisories' in audited ? audited.advisories.filter(({ severity }) => /^(high|critical)$/.test(severity)) : []
if ('unavailable' in audited)
  console.log(
    `advisories: not known, for the registry does not tell (${audited.unavailable}); ask one that does before a release`,
  )
else {
  for (const { package: name, severity, title, url } of audited.advisories)
    console.log(`${severity}: ${name}: ${title} ${url}`)
  console.log(`advisories: ${audited.advisories.length}, ${grave.length} high or critical`)
}
process.exitCode = refused.length > 0 || grave.length > 0 ? 1 : 0
