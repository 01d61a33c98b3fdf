import { randomUUID } from 'node:crypto'
import {
  Breach,
  type Case,
  expectOneEffect,
  expectSame,
  failureOf,
  outcomeOf,
  ready,
  type Subject,
  writes,
} from './case.ts'

const STAMPEDE = 20
/** An operation asks a vendor at most this often. */
const MOST_REQUESTS = 25

const attempt = ({ stand, contract, operation }: Subject, input: object, key: string, worker = 0) =>
  stand.attempt(contract, operation, input, { idempotencyKey: key }, worker)
const settle = ({ stand, contract, operation }: Subject, input: object, key: string, worker = 0) =>
  stand.settle(contract, operation, input, { idempotencyKey: key }, worker)

/** Spoils each request of the operation in turn, and repeats it as a flow would until it goes through. */
async function spoiled(subject: Subject, fault: object): Promise<void> {
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

const duplicate: Case = {
  name: 'duplicate',
  title: 'The same call again takes effect once and gives the same record.',
  applies: writes,
  run: async (subject) => {
    const made = await ready(subject)
    const first = await settle(subject, made.input, made.key)
    expectSame(first, await settle(subject, made.input, made.key, 1))
    await expectOneEffect(subject, made)
  },
}

const byKeyAlone = ({ repeat }: Subject) => repeat.repeat === 'key' && repeat.past === undefined
const horizonOf = ({ repeat }: Subject) => (repeat.repeat === 'key' ? repeat.horizon : 'for ever')

const duplicateWithoutKey: Case = {
  name: 'duplicate-past-key',
  title: 'The same call under another key, as after its horizon, takes effect once.',
  applies: (subject) => {
    if (!byKeyAlone(subject)) return writes(subject)
    return `it is safe for as long as the vendor keeps its key: ${horizonOf(subject)}`
  },
  run: async (subject) => {
    const made = await ready(subject)
    const first = await settle(subject, made.input, made.key)
    expectSame(first, await settle(subject, made.input, randomUUID(), 1))
    await expectOneEffect(subject, made)
  },
}

const lostAnswer: Case = {
  name: 'commit-then-drop',
  title: 'Each answer in turn is lost after the work was done: repeated, it takes effect once.',
  applies: () => true,
  run: (subject) => spoiled(subject, { commitThenDrop: 1 }),
}

const cutAnswer: Case = {
  name: 'cut-off-answer',
  title: 'Each answer in turn breaks off in the middle: repeated, it takes effect once.',
  applies: () => true,
  run: (subject) => spoiled(subject, { cutBody: 1 }),
}

const failing: Case = {
  name: 'server-error',
  title: 'Each request in turn is answered 500: repeated, it takes effect once.',
  applies: () => true,
  run: (subject) => spoiled(subject, { error500: 1 }),
}

const otherContent: Case = {
  name: 'other-content',
  title: 'The same key and reference with other content never makes a second document.',
  applies: (subject) => {
    const writing = writes(subject)
    if (writing !== true) return writing
    return subject.trial.altered ? true : 'its reference is all of its content'
  },
  run: async (subject) => {
    const made = await ready(subject)
    await settle(subject, made.input, made.key)
    const other = subject.trial.altered!(made.input as never)
    // Another key is another call to a vendor that knows calls by their keys alone.
    const keys = byKeyAlone(subject) ? [made.key] : [made.key, randomUUID()]
    for (const key of keys) await outcomeOf(settle(subject, other, key, 1))
    await expectOneEffect(subject, made)
  },
}

const stampede: Case = {
  name: 'concurrent-duplicates',
  title: `${STAMPEDE} calls at once, from two workers, take effect once and give the same record.`,
  applies: writes,
  run: async (subject) => {
    const made = await ready(subject)
    const answers = await Promise.all(
      Array.from({ length: STAMPEDE }, (_, worker) => settle(subject, made.input, made.key, worker)),
    )
    for (const answer of answers) expectSame(answers[0]!, answer)
    await expectOneEffect(subject, made)
  },
}

const slowDown: Case = {
  name: 'too-many-requests',
  title: 'A 429 is waited out as long as its Retry-After says, and takes no effect twice.',
  applies: () => true,
  run: async (subject) => {
    const made = await ready(subject)
    await subject.stand.fault({ error429: 1, times: 1 })
    const started = Date.now()
    const first = await outcomeOf(attempt(subject, made.input, made.key))
    const { met } = await subject.stand.stats()
    await subject.stand.fault()
    // It asks the vendor nothing.
    if (met === 0) return
    if (first && !(first.retryable && (first.retryAfterMs ?? 0) >= 900))
      throw new Breach(
        `A 429 with Retry-After: 1 became ${first.code} (${first.kind}), after ${first.retryAfterMs} ms.`,
      )
    if (!first && Date.now() - started < 900) throw new Breach('It asked again before the Retry-After had passed.')
    await settle(subject, made.input, made.key)
    await expectOneEffect(subject, made)
  },
}

const ownSlowDown: Case = {
  name: 'slow-down-in-own-words',
  title: "The vendor's own way of asking to slow down is understood, and takes no effect twice.",
  applies: ({ stand }) => stand.rehearsal.acts?.slowDown !== undefined || 'it has no other way than 429',
  run: async (subject) => {
    const made = await ready(subject)
    const { action, body } = subject.stand.rehearsal.acts!.slowDown!
    await subject.stand.act(action, body)
    const first = await outcomeOf(attempt(subject, made.input, made.key))
    if (first && !first.retryable) throw new Breach(`It would be given up: ${first.code}, ${first.kind}.`)
    await settle(subject, made.input, made.key)
    await expectOneEffect(subject, made)
  },
}

/** What lets the connector in runs out between two calls; `otherwise`: why that cannot be. */
const expiry = (name: string, title: string, act: 'endSessions' | 'endCsrf', otherwise: string): Case => ({
  name,
  title,
  applies: ({ stand }) => stand.rehearsal.acts?.[act] !== undefined || otherwise,
  run: async (subject) => {
    const made = await ready(subject)
    const { action, body } = subject.stand.rehearsal.acts![act]!
    await subject.stand.act(action, body)
    await attempt(subject, made.input, made.key)
    await expectOneEffect(subject, made)
  },
})

const tokenExpiry = expiry(
  'token-expiry',
  'A token that ran out in the middle is replaced, and the call goes through.',
  'endSessions',
  'its credentials do not expire: they come with each request',
)

const sessionExpiry = expiry(
  'csrf-expiry',
  'A CSRF token that ran out is fetched anew, and the call goes through.',
  'endCsrf',
  'it uses no CSRF tokens',
)

const stale: Case = {
  name: 'stale-etag',
  title: 'A record that changed since it was read is read again, or the call can be repeated.',
  applies: (subject) => {
    const writing = writes(subject)
    if (writing !== true) return writing
    return subject.stand.rehearsal.etags === true || 'it uses no ETags'
  },
  run: (subject) => spoiled(subject, { error412: 1 }),
}

const closedPeriod: Case = {
  name: 'closed-period',
  title: 'Posting into a closed period is refused for a person to decide, and works once it is open.',
  applies: ({ trial, repeat }) =>
    repeat.repeat === 'read' ? 'it writes nothing' : trial.posts !== undefined || 'it posts into no period',
  run: async (subject) => {
    const { stand, trial } = subject
    const made = await ready(subject)
    await stand.act('period', { month: trial.posts, closed: true })
    try {
      const refused = await failureOf(attempt(subject, made.input, made.key))
      if (refused.kind !== 'policy' && refused.kind !== 'data')
        throw new Breach(`A closed period became ${refused.code} (${refused.kind}).`)
    } finally {
      await stand.act('period', { month: trial.posts, closed: false })
    }
    await settle(subject, made.input, made.key)
    await expectOneEffect(subject, made)
  },
}

const unknownField: Case = {
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

const unknownValue: Case = {
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

const DEADLINE_MS = 300

const deadline: Case = {
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

const GROWN = 25

const pagination: Case = {
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

/** In the order of the report's columns. */
export const OPERATION_CASES: readonly Case[] = [
  duplicate,
  duplicateWithoutKey,
  otherContent,
  stampede,
  lostAnswer,
  cutAnswer,
  failing,
  slowDown,
  ownSlowDown,
  tokenExpiry,
  sessionExpiry,
  stale,
  closedPeriod,
  unknownField,
  unknownValue,
  deadline,
  pagination,
]
