import { randomUUID } from 'node:crypto'
import { type Case, expectOneEffect, expectSame, outcomeOf, ready, type Subject, settle, writes } from './case.ts'

const STAMPEDE = 20

export const duplicate: Case = {
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

export const duplicateWithoutKey: Case = {
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

export const otherContent: Case = {
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

export const stampede: Case = {
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
