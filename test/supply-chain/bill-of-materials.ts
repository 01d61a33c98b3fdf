import { createHash } from 'node:crypto'
import type { Installed } from './packages.ts'

const purl = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`

/** The software bill of materials, CycloneDX 1.6. The same packages give the same bytes, but for `at`. */
export function billOfMaterials(packages: readonly Installed[], version: string, at: Date) {
  const components = packages.map((each) => ({
    type: 'library',
    'bom-ref': purl(each.name, each.version),
    ...nameOf(each.name),
    version: each.version,
    licenses: [licenceOf(each.license)],
    purl: purl(each.name, each.version),
  }))
  const digest = createHash('sha256').update(JSON.stringify(components)).digest('hex')
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    version: 1,
    metadata: {
      timestamp: at.toISOString(),
      component: { type: 'application', 'bom-ref': `gantry@${version}`, name: 'gantry', version },
    },
    components,
    dependencies: [{ ref: `gantry@${version}`, dependsOn: components.map((component) => component['bom-ref']) }],
  }
}

function nameOf(full: string): { group?: string; name: string } {
  const [group, name] = full.split('/')
  return name === undefined ? { name: full } : { group: group!, name }
}

const licenceOf = (license: string) =>
  / (OR|AND) /i.test(license)
    ? { expression: license }
    : { license: { [license === 'UNKNOWN' ? 'name' : 'id']: license } }
