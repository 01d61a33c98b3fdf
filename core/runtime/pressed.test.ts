import { expect, test } from 'vitest'
import { defineContract, z } from '../contract/contract.ts'
import { defineFlow } from '../flow/flow.ts'
import { defineGantry } from './config.ts'
import { pressedOf } from './pressed.ts'
import { defineProcess } from './process.ts'

const contractOf = (name: string, tier: 'system' | 'process') =>
  defineContract({
    name,
    version: '1.0.0',
    tier,
    title: name,
    description: 'A contract of this test.',
    owner: 'platform',
    criticality: 'standard',
    lifecycle: 'active',
    operations: {},
    events: {},
  })
const [books, mail] = [contractOf('books', 'system'), contractOf('mail', 'system')]
const [asking, asked] = [contractOf('asking', 'process'), contractOf('asked', 'process')]
// They call each other, as process APIs may.
const processes = [
  defineProcess({ contract: asking, uses: { asked }, serve: () => ({}) }),
  defineProcess({ contract: asked, uses: { asking, mail }, serve: () => ({}) }),
]
const config = defineGantry({
  connections: {
    ledger: { connector: async () => ({ default: {} }) },
    post: { connector: async () => ({ default: {} }) },
  },
  capabilities: { books: { contract: books, connection: 'ledger' }, mail: { contract: mail, connection: 'post' } },
  processes: {},
  views: {},
})
const flowOf = (name: string, uses: Record<string, typeof books>) =>
  defineFlow({
    name,
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string() }),
    key: ({ id }) => id,
    uses,
    run: async () => {},
  })

test('a flow is pressed by the connections of what it uses, and of the process APIs in between', () => {
  const down = new Set<string>()
  const pressed = pressedOf({ config, environment: {} }, processes, {
    on: (names) => names.some((name) => down.has(name)),
  })
  const [direct, through, alone] = [flowOf('direct', { books }), flowOf('through', { asking }), flowOf('alone', {})]
  const all = () => [direct, through, alone].map(pressed)
  expect(all()).toEqual([false, false, false])
  down.add('ledger')
  expect(all()).toEqual([true, false, false])
  down.add('post')
  expect(all()).toEqual([true, true, false])
})
