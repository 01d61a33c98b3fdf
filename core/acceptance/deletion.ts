import { Breach, freshReference } from './case.ts'
import type { ConnectorCase } from './connector-case.ts'
import { expectToldOnce, keyOf, listen } from './news.ts'

const LEARNT: Record<string, true | string> = {
  'delta-feed': true,
  webhooks: true,
  comparison: 'deletions are found by comparing records, not told of',
  none: 'nothing of the vendor tells of deletions, as the connector declares',
}

export const deletion: ConnectorCase = {
  name: 'delete-detection',
  title: 'What people delete at the vendor is told of, once.',
  applies: ({ stand }) => LEARNT[stand.connector.behaviour?.deletions ?? 'none']!,
  run: async ({ stand, acceptances }) => {
    const deletions = acceptances.flatMap(({ contract, happenings }) =>
      happenings.filter((each) => each.deletes).map((each) => ({ ...each, bench: stand.benchOf(contract) })),
    )
    if (deletions.length === 0) throw new Breach('It declares how deletions are learnt of, and no capability has any.')
    for (const { event, happen, bench } of deletions) {
      const news = await listen(stand)
      const key = `${event.name} ${await happen(bench, freshReference())}`
      const told = await news()
      expectToldOnce(told.filter((each) => keyOf(each) === key))
      if (!told.some((each) => keyOf(each) === key)) throw new Breach(`Nothing told of ${key}.`)
    }
  },
}
