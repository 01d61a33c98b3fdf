import { attempt, Breach, type Case, expectOneEffect, outcomeOf, ready, type Subject, settle } from './case.ts'

/** An operation asks a vendor at most this often. */
export const MOST_REQUESTS = 25

/** Spoils each request of the operation in turn, and repeats it as a flow would until it goes through. */
export async function spoiled(subject: Subject, fault: object): Promise<void> {
  const { stand } = subject
  for (let after = 0; after < MOST_REQUESTS; after++) {
    const made = await ready(subject)
    await stand.fault({ ...fault, after, times: 1 })
    const first = await outcomeOf(attempt(subject, made.input, made.key))
    const { met } = await stand.stats()
    await stand.fault()
    if (first && !first.retryable)
      throw new Breach(`Request ${after + 1} went wrong and would be given up: ${first.code}, ${first.kind}.`)
    await settle(subject, made.input, made.key, 1)
    await expectOneEffect(subject, made)
    // Fewer requests than were let through first: each has been spoiled by now.
    if (met <= after) return
  }
}

export const lostAnswer: Case = {
  name: 'commit-then-drop',
  title: 'Each answer in turn is lost after the work was done: repeated, it takes effect once.',
  applies: () => true,
  run: (subject) => spoiled(subject, { commitThenDrop: 1 }),
}

export const cutAnswer: Case = {
  name: 'cut-off-answer',
  title: 'Each answer in turn breaks off in the middle: repeated, it takes effect once.',
  applies: () => true,
  run: (subject) => spoiled(subject, { cutBody: 1 }),
}

export const failing: Case = {
  name: 'server-error',
  title: 'Each request in turn is answered 500: repeated, it takes effect once.',
  applies: () => true,
  run: (subject) => spoiled(subject, { error500: 1 }),
}

const DEADLINE_MS = 300

export const deadline: Case = {
  name: 'deadline',
  title: 'No call outlives its deadline, and one that was cut short can be repeated.',
  applies: () => true,
  run: async (subject) => {
    const { stand, contract, operation } = subject
    const made = await ready(subject)
    await stand.fault({ latencyMs: 2_000 })
    const started = Date.now()
    const late = await outcomeOf(
      stand.attempt(contract, operation, made.input, { idempotencyKey: made.key, deadline: started + DEADLINE_MS }),
    )
    const took = Date.now() - started
    const { met } = await stand.stats()
    await stand.fault()
    // It asks the vendor nothing.
    if (!late && met === 0) return
    if (!late) throw new Breach('It was taken, and should have been given up.')
    if (took > DEADLINE_MS + 500) throw new Breach(`It took ${took} ms of ${DEADLINE_MS}.`)
    if (!late.retryable) throw new Breach(`It would be given up: ${late.code}, ${late.kind}.`)
    // What was under way at the vendor may still be done there.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    await settle(subject, made.input, made.key)
    await expectOneEffect(subject, made)
  },
}
