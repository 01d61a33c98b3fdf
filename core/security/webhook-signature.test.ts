import { expect, test } from 'vitest'
import { newWebhookSecret, signWebhook, TOLERANCE_S, verifyWebhook } from './webhook-signature.ts'

const at = new Date('2026-03-01T12:00:00Z')
const body = '{"order":"Q-1"}'
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)

test('the example of the specification is signed as it says', () => {
  const example = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1614265330_000), body: '{"test": 2432232314}' }
  expect(signWebhook(example, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])['webhook-signature']).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('a receiver takes what is signed, within the tolerance and not a second past it', () => {
  const secret = newWebhookSecret()
  const headers = signWebhook({ id: 'one', at, body }, [secret])
  for (const seconds of [0, TOLERANCE_S, -TOLERANCE_S])
    expect(verifyWebhook({ headers, body }, [secret], later(seconds))).toBe('one')
  for (const seconds of [TOLERANCE_S + 1, -TOLERANCE_S - 1])
    expect(() => verifyWebhook({ headers, body }, [secret], later(seconds))).toThrow()
})

test('both secrets serve while one is rotated, and the old one no longer', () => {
  const [old, next] = [newWebhookSecret(), newWebhookSecret()]
  const during = signWebhook({ id: 'one', at, body }, [next, old])
  expect(verifyWebhook({ headers: during, body }, [old], at)).toBe('one')
  expect(verifyWebhook({ headers: during, body }, [next], at)).toBe('one')
  const after = signWebhook({ id: 'two', at, body }, [next])
  expect(() => verifyWebhook({ headers: after, body }, [old], at)).toThrow()
})

test.each([
  ['another body', {}, '{"order":"Q-2"}'],
  ['another id', { 'webhook-id': 'two' }, body],
  ['another time', { 'webhook-timestamp': '1772366401' }, body],
  ['a time that is none', { 'webhook-timestamp': 'now' }, body],
  ['no signature', { 'webhook-signature': '' }, body],
  ['a signature of another version', { 'webhook-signature': 'v0,AAAA' }, body],
  ['half a signature', { 'webhook-signature': 'v1,g0hM' }, body],
])('%s is forged', (_, change, given) => {
  const secret = newWebhookSecret()
  const headers = { ...signWebhook({ id: 'one', at, body }, [secret]), ...change }
  expect(() => verifyWebhook({ headers, body: given }, [secret], at)).toThrow(
    expect.objectContaining({ code: 'webhook-forged', status: 401 }),
  )
})
