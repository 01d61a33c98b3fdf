import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Connector } from '@gantry/core/connector'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  domainWords,
  importBreaches,
  importsOf,
  type Package,
  packagesIn,
  type Source,
  sharedFiles,
  sourcesIn,
} from './boundaries.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const sources = sourcesIn(root)
const packages = packagesIn(root)
const plugins = packages.filter(({ folder }) => folder.startsWith('plugins/'))
/** The contracts each plugin provides, as it declares them itself. */
const provided = new Map<string, string[]>()

beforeAll(async () => {
  for (const { folder } of plugins) {
    const module = (await import(pathToFileURL(`${root}${folder}/connector.ts`).href)) as { default: Connector }
    provided.set(
      folder,
      module.default.provides.map(({ contract }) => {
        const own = packages.find(({ folder }) => folder === `system-apis/${contract.name}`)
        if (!own) throw new Error(`${folder} provides ${contract.name}, of which there is no package.`)
        return `${own.name}/contract`
      }),
    )
  }
})

describe('the repository', () => {
  test('is seen whole', () => {
    expect(sources.length).toBeGreaterThan(200)
    expect(plugins.length).toBeGreaterThanOrEqual(4)
    for (const [folder, contracts] of provided) expect(contracts, folder).not.toEqual([])
  })

  test('imports across its tiers only as the design allows', () => {
    expect(importBreaches(sources, packages, provided)).toEqual([])
  })

  test('keeps each sandbox apart from the connector it is to test', () => {
    for (const { folder } of plugins) {
      expect(existsSync(`${root}${folder}/sandbox/sandbox.ts`), folder).toBe(true)
      expect(sharedFiles(folder, sources), folder).toEqual([])
    }
  })

  test('says no word of quote-to-cash in its core', () => {
    expect(domainWords(sources)).toEqual([])
  })
})

describe('the rule itself', () => {
  const tiers: Package[] = [
    { name: '@gantry/core', folder: 'core' },
    { name: '@gantry/canonical', folder: 'system-apis/canonical' },
    { name: '@gantry/erp-api', folder: 'system-apis/erp' },
    { name: '@gantry/crm-api', folder: 'system-apis/crm' },
    { name: '@gantry/acme', folder: 'plugins/acme' },
    { name: '@gantry/other', folder: 'plugins/other' },
    { name: '@gantry/posting', folder: 'process-apis/posting' },
    { name: '@gantry/dunning', folder: 'process-apis/dunning' },
    { name: '@gantry/portal-view', folder: 'experience-apis/portal' },
  ]
  const gives = new Map([['plugins/acme', ['@gantry/erp-api/contract']]])
  const breaches = (path: string, text: string) => importBreaches([{ path, text }], tiers, gives)
  const one = (specifier: string) => `import { a } from '${specifier}'`

  test.each([
    ['core/flow/a.ts', '@gantry/canonical/money'],
    ['core/flow/a.ts', '@gantry/erp-api/contract'],
    ['core/flow/a.ts', '../../system-apis/erp/contract.ts'],
    ['system-apis/canonical/a.ts', '@gantry/erp-api/contract'],
    ['system-apis/erp/contract.ts', '@gantry/crm-api/contract'],
    ['system-apis/erp/contract.ts', '@gantry/acme'],
    ['plugins/acme/a.ts', '@gantry/crm-api/contract'],
    ['plugins/acme/a.ts', '@gantry/other'],
    ['plugins/acme/a.ts', '@gantry/posting/contract'],
    ['plugins/acme/a.ts', '../other/client.ts'],
    ['plugins/acme/sandbox/a.test.ts', '@gantry/other'],
    ['process-apis/posting/a.ts', '@gantry/acme'],
    ['process-apis/posting/a.ts', '@gantry/dunning'],
    ['process-apis/posting/a.ts', '@gantry/dunning/flow'],
    ['process-apis/posting/a.ts', '@gantry/portal-view/contract'],
    ['experience-apis/portal/a.ts', '@gantry/erp-api/contract'],
    ['experience-apis/portal/a.ts', '@gantry/posting'],
    ['experience-apis/portal/a.ts', '@gantry/contractual/contract'],
    ['core/flow/a.ts', 'awilix'],
    ['test/a.ts', 'awilix'],
    ['elsewhere/a.ts', '@gantry/core'],
  ])('%s may not import %s', (path, specifier) => {
    expect(breaches(path, one(specifier))).toHaveLength(1)
  })

  test.each([
    ['core/runtime/host.ts', 'awilix'],
    ['core/flow/a.ts', '../errors/integration-error.ts'],
    ['core/flow/a.ts', 'kysely'],
    ['system-apis/erp/contract.ts', '@gantry/canonical/money'],
    ['system-apis/canonical/a.ts', '@gantry/core/contract'],
    ['plugins/acme/sandbox/a.ts', '@gantry/erp-api/contract'],
    ['process-apis/posting/a.ts', '@gantry/erp-api/contract'],
    ['process-apis/posting/a.ts', '@gantry/dunning/contract'],
    ['experience-apis/portal/a.ts', '@gantry/posting/contract'],
    ['gantry.config.ts', '@gantry/acme'],
    ['scaffold/a.ts', '@gantry/acme'],
  ])('%s may import %s', (path, specifier) => {
    expect(breaches(path, one(specifier))).toEqual([])
  })

  test('sees every way to import, and none in comments and strings', () => {
    const text = `
      import 'a'; import type { B } from 'b'; import c, { type D } from "c"
      export * from 'd'; export type { E } from 'e'; export const x = 1
      const f = await import('f'); type G = import('g').G; const h = import(x)
      // import 'no'
      const s = "import 'no'", t = \`\${await import('i')} import 'no'\`
      function generic<T>(value: T): value is NonNullable<T> { return /import 'no'/.test(String(value)) }`
    expect(importsOf({ path: 'a.ts', text }).map(({ specifier }) => specifier)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'g',
      '*',
      'i',
    ])
  })

  test('finds a file that connector and sandbox share, however far down', () => {
    const files = (sandbox: string): Source[] => [
      {
        path: 'plugins/acme/connector.ts',
        text: "import './client.ts'\nexport default () => import('./sandbox/sandbox.ts')",
      },
      { path: 'plugins/acme/client.ts', text: "import './wire.ts'" },
      { path: 'plugins/acme/wire.ts', text: '' },
      { path: 'plugins/acme/sandbox/sandbox.ts', text: "import './app.ts'" },
      { path: 'plugins/acme/sandbox/app.ts', text: sandbox },
    ]
    expect(sharedFiles('plugins/acme', files(''))).toEqual([])
    expect(sharedFiles('plugins/acme', files("import type { W } from '../wire.ts'"))).toEqual(['plugins/acme/wire.ts'])
  })

  test('finds words of the domain in names and comments of the core, and only there', () => {
    const said = (text: string, path = 'core/flow/a.ts') => domainWords([{ path, text }])
    expect(said('const invoiceId = 1 // as Stripe has it')).toHaveLength(2)
    expect(said('create table open_invoices ()', 'core/database/1.sql')).toHaveLength(1)
    expect(said('const ordered = inOrder(syntax, vatican, quoted)')).toEqual([])
    expect(said('const invoice = 1', 'core/flow/a.test.ts')).toEqual([])
    expect(said('const invoice = 1', 'process-apis/posting/a.ts')).toEqual([])
  })
})
