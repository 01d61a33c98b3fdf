import { attempt, Breach, type Case, expectOneEffect, failureOf, outcomeOf, ready, settle, writes } from './case.ts'
import { spoiled } from './lost-answers.ts'

export const slowDown: Case = {
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

export const ownSlowDown: Case = {
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

export const tokenExpiry = expiry(
  'token-expiry',
  'A token that ran out in the middle is replaced, and the call goes through.',
  'endSessions',
  'its credentials do not expire: they come with each request',
)

export const sessionExpiry = expiry(
  'csrf-expiry',
  'A CSRF token that ran out is fetched anew, and the call goes through.',
  'endCsrf',
  'it uses no CSRF tokens',
)

export const stale: Case = {
  name: 'stale-etag',
  title: 'A record that changed since it was read is read again, or the call can be repeated.',
  applies: (subject) => {
    const writing = writes(subject)
    if (writing !== true) return writing
    return subject.stand.rehearsal.etags === true || 'it uses no ETags'
  },
  run: (subject) => spoiled(subject, { error412: 1 }),
}

export const closedPeriod: Case = {
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
