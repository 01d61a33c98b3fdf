import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connector } from '@gantry/core/connector'
import { expect, test } from 'vitest'
import { openProject } from '../project.ts'
import { keptOutcomes } from './acceptance-record.ts'
import { connectorPage, connectorsOf } from './connector-page.ts'

const root = join(import.meta.dirname, '../..')

test('docs/connectors.md is what the connectors say of themselves (else: pnpm gantry connector docs)', async () => {
  const page = connectorPage(await connectorsOf(await openProject(root)), await keptOutcomes({ root }))
  expect(await readFile(join(root, 'docs/connectors.md'), 'utf8')).toBe(page)
})

test('every operation of every capability says how it can be repeated, and nothing else does', async () => {
  const { config } = await openProject(root)
  for (const { connector: load } of Object.values(config.connections)) {
    const connector = (await load()).default as Connector
    const operations = connector.provides.flatMap(({ contract }) =>
      Object.keys(contract.operations).map((id) => `${contract.name}.${id}`),
    )
    expect(Object.keys(connector.manifest).sort(), connector.name).toEqual(operations.sort())
  }
})
