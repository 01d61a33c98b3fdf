import { FaultLandscape } from '../landscape.ts'
import { salesOf } from '../load.ts'
import { type Row, scaled, settle } from '../row.ts'
import { Strikes } from '../strikes.ts'

const REPEATS = 10
/** Callers repeat within this share of the whole time: new keys come until its end, so that every kill finds runs in flight. */
const REPEATED_WITHIN = 0.15

/** Callers who never know whether they were heard: each key comes ten times, and the API dies under them. */
export const repeats: Row = {
  name: 'R14',
  fault: 'POSTs with repeated keys, the API killed on the way',
  run: async (context) => {
    const { dice, say } = context
    const sales = salesOf(scaled(1000, context, 20), dice)
    const posts = sales
      .flatMap((sale, place) =>
        Array.from({ length: REPEATS }, (_, time) => ({
          sale,
          at: place + (time === 0 ? 0 : dice.between(0, sales.length * REPEATED_WITHIN)),
        })),
      )
      .sort((one, other) => one.at - other.at)
      .map(({ sale }) => sale)
    const pauses = Array.from({ length: scaled(20, context, 2) }, () => dice.between(3000, 6000))
    const windowMs = pauses.reduce((sum, ms) => sum + ms, 0)
    const landscape = await FaultLandscape.start({ workers: 2, latencyMs: 1000 })
    try {
      const strikes = new Strikes(landscape, context)
      const answers = await strikes.spread(posts, pauses, async (index) => {
        await strikes.strike(async () => {
          landscape.api.child.kill('SIGKILL')
          await landscape.api.child.exited
          await landscape.restartApi()
        })
        say(`the API was killed and is back: ${index + 1} of ${pauses.length}`)
      })
      const settled = await settle(landscape, sales, { withinMs: 90_000, say })
      const runsOf = Map.groupBy(answers, ({ reference }) => reference)
      const keysOfManyRuns = [...runsOf.values()].filter((own) => new Set(own.map(({ run }) => run)).size > 1).length
      const runs = Object.values(await landscape.observer.states()).reduce((sum, count) => sum + count, 0)
      return {
        load: `${posts.length} POSTs with ${sales.length} keys over ${Math.round(windowMs / 1000)} s`,
        figures: {
          ...settled.figures,
          ...strikes.figures,
          posts: posts.length,
          answered: answers.length,
          keys: sales.length,
          runs,
          keys_with_more_than_one_run: keysOfManyRuns,
        },
        pass:
          settled.pass &&
          strikes.enough &&
          runs === sales.length &&
          keysOfManyRuns === 0 &&
          answers.length === posts.length,
      }
    } finally {
      await landscape.close()
    }
  },
}
