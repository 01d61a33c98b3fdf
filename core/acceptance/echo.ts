import { attempt, Breach, type Case, outcomeOf, ready, settle, writes } from './case.ts'
import { MOST_REQUESTS } from './lost-answers.ts'
import { expectToldOnce, keyOf, listen, tells } from './news.ts'

/** Vendors stamp changes by the second: within one, a change too many would not show. */
const NEXT_SECOND_MS = 1_100

export const echo: Case = {
  name: 'echo-of-own-write',
  title: 'What a write makes the vendor tell is told once though answers were lost, and a repeat tells nothing new.',
  applies: (subject) => {
    const writing = writes(subject)
    return writing === true ? tells(subject.stand) : writing
  },
  run: async (subject) => {
    const { stand } = subject
    for (let after = 0; after < MOST_REQUESTS; after++) {
      const made = await ready(subject)
      const news = await listen(stand)
      await stand.fault({ commitThenDrop: 1, after, times: 1 })
      await outcomeOf(attempt(subject, made.input, made.key))
      const { met } = await stand.stats()
      await stand.fault()
      await settle(subject, made.input, made.key, 1)
      expectToldOnce(await news())
      if (met > after) continue
      await new Promise((resolve) => setTimeout(resolve, NEXT_SECOND_MS))
      await settle(subject, made.input, made.key)
      const [again] = await news()
      if (again) throw new Breach(`A repeat made the vendor tell ${keyOf(again)} anew.`)
      return
    }
  },
}
