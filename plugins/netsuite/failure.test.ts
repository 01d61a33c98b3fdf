import { expect, test } from 'vitest'
import { failureOf } from './failure.ts'

const problem = (status: number, code: string, detail: string) =>
  JSON.stringify({ type: 'about:blank', title: 'x', status, 'o:errorDetails': [{ detail, 'o:errorCode': code }] })

test.each([
  [400, 'SSS_REQUEST_LIMIT_EXCEEDED', 'Request limit exceeded.', 'rate-limited', 'transient'],
  [429, 'CONCURRENCY_LIMIT_EXCEEDED', 'Too many at once.', 'rate-limited', 'transient'],
  [500, 'UNEXPECTED_ERROR', 'An unexpected error occurred.', 'vendor-failed', 'transient'],
  [400, 'RCRD_HAS_BEEN_CHANGED', 'Record has been changed.', 'record-busy', 'transient'],
  [403, 'INSUFFICIENT_PERMISSION', 'Permission violation.', 'vendor-denied', 'policy'],
  [400, 'USER_ERROR', 'You cannot post in a closed period.', 'period-closed', 'policy'],
  [400, 'USER_ERROR', 'Please enter value(s) for: Item', 'vendor-refused', 'data'],
  [404, 'NONEXISTENT_ID', 'No such record.', 'not-found', 'data'],
])('%i %s means %s', (status, vendorCode, detail, code, kind) => {
  const failure = failureOf(status, problem(status, vendorCode, detail), '2')
  expect(failure).toMatchObject({ code, kind })
  expect(failure.detail).toContain(vendorCode)
  if (code === 'rate-limited') expect(failure.retryAfterMs).toBe(2000)
})

test('an answer of a proxy is told by its status', () => {
  expect(failureOf(502, '<html>Bad Gateway</html>', null)).toMatchObject({ kind: 'transient', code: 'vendor-failed' })
})
