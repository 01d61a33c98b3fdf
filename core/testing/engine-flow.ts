import pg from 'pg'
import { z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { defineFlow, type StepCall } from '../flow/flow.ts'

/** A vendor whose books are a table in the same server, written apart from the engine: it honours idempotency keys. */
export class Vendor {
  readonly pool: pg.Pool

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'test-vendor' })
    this.pool.on('error', () => {})
  }

  /** `calls` counts every request, `effect` holds what took effect. */
  async found(): Promise<void> {
    await this.pool.query(`create table effect (key text primary key, run text, step text, seq bigint generated always
      as identity); create table call (key text, step text, pid integer)`)
  }

  async perform(step: string, call: StepCall): Promise<string> {
    await this.pool.query('insert into call values ($1, $2, $3)', [call.idempotencyKey, step, process.pid])
    await this.pool.query('insert into effect (key, run, step) values ($1, $2, $3) on conflict do nothing', [
      call.idempotencyKey,
      call.idempotencyKey.split(':')[0],
      step,
    ])
    return step
  }

  async effects(run: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ step: string }>('select step from effect where run = $1 order by seq', [
      run,
    ])
    return rows.map(({ step }) => step)
  }

  async calls(step: string): Promise<number> {
    return (await this.pool.query('select 1 from call where step = $1', [step])).rows.length
  }
}

/** What the vendor's table says now decides where the flow hangs: the same in every process that carries it. */
const hangs = async (vendor: Vendor, where: string): Promise<boolean> =>
  (await vendor.pool.query(`select 1 from switch where name = $1`, [where])).rows.length > 0

/** Three effects; hangs after the second, or in the undo of it, while the test's switch says so. */
export const threeEffects = (vendor: Vendor) =>
  defineFlow({
    name: 'three-effects',
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string(), refuse: z.boolean().default(false) }),
    key: ({ id }) => id,
    uses: {},
    run: async ({ refuse }, { step }) => {
      const undo = (name: string) => async (_: unknown, call: StepCall) => {
        await vendor.perform(`undo ${name}`, call)
        if (await hangs(vendor, `undo ${name}`)) await new Promise(() => {})
      }
      await step('one', (call) => vendor.perform('one', call), undo('one'))
      await step(
        'two',
        async (call) => {
          const done = await vendor.perform('two', call)
          if (await hangs(vendor, 'two')) await new Promise(() => {})
          return done
        },
        undo('two'),
      )
      await step(
        'three',
        async (call) => {
          if (refuse) throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
          return vendor.perform('three', call)
        },
        { refused: 'throw' },
      )
    },
  })
