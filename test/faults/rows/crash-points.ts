import { runIdOf } from '@gantry/core/flow/identity'
import type { CrashPlan } from '../crash-plan.ts'
import { FaultLandscape, type Host, TENANT } from '../landscape.ts'
import { salesOf, submit } from '../load.ts'
import { type Row, type RowContext, settle } from '../row.ts'
import type { Sale } from '../sale/contract.ts'

const LEASE_MS = 1_000
/** A moment that a run does not come to does not end the host: it then ends the run by itself. */
const RUN_WITHIN_MS = 30_000

/**
 * One host starts a sale and carries it on; it ends itself at one moment: before or after one request to a vendor or one
 * statement that writes. Another host finds the run and ends it. First a sale that succeeds, then one that is undone.
 */
export const crashPoints: Row = {
  name: 'R2',
  fault: 'a crash before and after every vendor request and every write of the engine',
  run: async (context) => {
    const { dice, say } = context
    const landscape = await FaultLandscape.start({ workers: 1, latencyMs: 0, leaseMs: LEASE_MS })
    try {
      const [kept, declined] = await Promise.all([
        momentsOf(landscape, { reference: 'watched-kept', amount: '10.00', declined: false }),
        momentsOf(landscape, { reference: 'watched-declined', amount: '10.00', declined: true }),
      ])
      const plans = [
        ...plansOf(kept, context).map((plan) => ({ plan, declined: false })),
        ...plansOf(declined, context).map((plan) => ({ plan, declined: true })),
      ]
      const sales = salesOf(plans.length, dice).map((sale, index) => ({ ...sale, declined: plans[index]!.declined }))
      say(`${kept.length} moments of a sale, ${declined.length} of one that is undone: ${plans.length} crashes`)
      let crashed = 0
      // The next host starts while this one runs: most of a point's time goes into that.
      let following = spare(landscape)
      for (const [index, { plan }] of plans.entries()) {
        const host = await following
        following = spare(landscape)
        const sale = sales[index]!
        await arm(host, sale, plan)
        // Its answer may die with the host: the caller repeats it, and whoever is there answers.
        const answered = submit(host.url, sale).catch(() => {})
        const fired = await Promise.race([
          host.child.exited.then(() => true),
          landscape.observer.ended(sale.reference, RUN_WITHIN_MS).then(() => false),
        ])
        if (fired) crashed++
        else host.child.kill()
        await host.child.exited
        void answered
        await submit(landscape.api.url, sale)
        if (index % 10 === 9) say(`${index + 1} of ${plans.length} points, ${crashed} crashes`)
      }
      await (await following).child.end()
      const watched = [
        { reference: 'watched-kept', amount: '10.00', declined: false },
        { reference: 'watched-declined', amount: '10.00', declined: true },
      ]
      const settled = await settle(landscape, [...sales, ...watched], { withinMs: 60_000, say })
      return {
        load: `${plans.length} flows of 7 effects or more, one for each point`,
        figures: { ...settled.figures, points: plans.length, crashed, in_flight_at_fault: 1 },
        pass: settled.pass && crashed >= Math.floor(plans.length * LEAST_CRASHED),
      }
    } finally {
      await landscape.close()
    }
  },
}

/** How many points must have been reached: which statements share a commit varies a little from run to run. */
const LEAST_CRASHED = 0.9

const spare = (landscape: FaultLandscape): Promise<Host> =>
  landscape.host({ serve: ['process'], work: true, crashes: true })

async function arm(host: Host, { reference }: Sale, crash?: CrashPlan['crash']): Promise<void> {
  const plan: CrashPlan = { about: [reference, runIdOf(TENANT, 'sale', reference)], ...(crash && { crash }) }
  const ready = host.child.says('armed', 10_000)
  host.child.process.send({ plan })
  await ready
}

/** What a sale does that counts, in order. */
async function momentsOf(landscape: FaultLandscape, sale: Sale): Promise<string[]> {
  const host = await spare(landscape)
  await arm(host, sale)
  const moments: string[] = []
  host.child.process.on('message', (message: { passed?: string }) => {
    if (message.passed) moments.push(message.passed)
  })
  await submit(host.url, sale)
  await landscape.observer.ended(sale.reference, RUN_WITHIN_MS)
  await host.child.end()
  return moments
}

/** Every moment, before and after it; of a scaled row, evenly spread ones. */
function plansOf(moments: readonly string[], { scale, dice }: RowContext): NonNullable<CrashPlan['crash']>[] {
  const all = moments.flatMap((_, at): NonNullable<CrashPlan['crash']>[] => [
    { at, when: 'before' },
    { at, when: 'after' },
  ])
  return scale >= 1 ? all : dice.shuffle(all).slice(0, Math.max(2, Math.ceil(all.length * scale)))
}
