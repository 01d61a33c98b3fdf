import { attempt, Breach, type Case, expectOneEffect, outcomeOf, ready, settle } from './case.ts'

export const unknownField: Case = {
  name: 'unknown-field',
  title: 'A field that the vendor adds tomorrow changes nothing.',
  applies: () => true,
  run: async (subject) => {
    const made = await ready(subject)
    await subject.stand.fault({ unknownField: 1 })
    try {
      await settle(subject, made.input, made.key)
    } finally {
      await subject.stand.fault()
    }
    await expectOneEffect(subject, made)
  },
}

export const unknownValue: Case = {
  name: 'unknown-value',
  title: 'A state that nobody knows is told of by name, or borne; it never fails in a way no flow can act on.',
  applies: ({ stand }) => (stand.rehearsal.unknownValues?.length ?? 0) > 0 || 'its answers hold no enumerated value',
  run: async (subject) => {
    for (const rewrite of subject.stand.rehearsal.unknownValues!) {
      const made = await ready(subject)
      await subject.stand.fault({ rewrite })
      try {
        const refused = await outcomeOf(attempt(subject, made.input, made.key))
        if (refused?.retryable) throw new Breach(`It would be repeated for ever: ${refused.code}.`)
      } finally {
        await subject.stand.fault()
      }
      await settle(subject, made.input, made.key)
      await expectOneEffect(subject, made)
    }
  },
}

const GROWN = 25

export const pagination: Case = {
  name: 'pagination',
  title: 'Read page by page while documents come, every one that was there is found once.',
  applies: ({ trial }) => trial.grow !== undefined || 'it gives no list of pages',
  run: async (subject) => {
    const { stand, contract, operation, trial } = subject
    const made = await ready(subject)
    const bench = stand.benchOf(contract)
    await trial.grow!(bench, made.reference, GROWN)
    const found: string[] = []
    const { query } = made.input as { query: object }
    let cursor: string | undefined
    const first = await settle(subject, made.input, made.key)
    const there = first.items as { id: string }[]
    found.push(...there.map(({ id }) => id))
    cursor = first.next as string | undefined
    await trial.grow!(bench, `${made.reference}-later`, 3)
    while (cursor) {
      const page = await stand.settle(contract, operation, { ...made.input, query: { ...query, cursor } })
      found.push(...(page.items as { id: string }[]).map(({ id }) => id))
      cursor = page.next as string | undefined
    }
    if (new Set(found).size !== found.length) throw new Breach('A document is on two pages.')
    if (found.length < GROWN) throw new Breach(`${found.length} of ${GROWN} documents were found.`)
  },
}
