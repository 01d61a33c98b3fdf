import { expect, test } from 'vitest'
import { type Allowance, type Lease, ownAllowance } from './allowance.ts'
import { Limiter } from './limiter.ts'

const LIMITS = { requestsPerSecond: 1000, concurrency: 10 }

/** An allowance that gives nothing before it is `open`, and can be told to drain. */
function held() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const own = ownAllowance(LIMITS)
  const drained: (() => void)[] = []
  const allowance: Allowance = {
    ...own,
    lease: async (ask): Promise<Lease> => opened.then(() => own.lease(ask)),
    onDrain: (listener) => void drained.push(listener),
  }
  return { allowance, open, drain: () => drained.forEach((hear) => void hear()) }
}

test('a worker that is to end lets go what has not left, but for what somebody waits for', async () => {
  const { allowance, open, drain } = held()
  const limiter = new Limiter('Vendor', allowance)
  const sent: string[] = []
  const run = (name: string, urgent: boolean) =>
    limiter.run(
      async () => {
        sent.push(name)
        return name
      },
      { urgent },
    )
  const [background, urgent] = [run('background', false), run('urgent', true)]
  drain()
  const refusal = { code: 'worker-ends', kind: 'transient', unsent: true }
  await expect(background).rejects.toMatchObject(refusal)
  await expect(run('later', false)).rejects.toMatchObject(refusal)
  open()
  expect(await urgent).toBe('urgent')
  expect(await run('urgent later', true)).toBe('urgent later')
  expect(sent).toEqual(['urgent', 'urgent later'])
  limiter.close()
})

test('what is under way when it is told goes on to its answer', async () => {
  const { allowance, open, drain } = held()
  const limiter = new Limiter('Vendor', allowance)
  open()
  const { promise: answered, resolve: answer } = Promise.withResolvers<string>()
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const request = limiter.run(
    () => {
      leave()
      return answered
    },
    { urgent: false },
  )
  await left
  drain()
  answer('done')
  expect(await request).toBe('done')
  limiter.close()
})
