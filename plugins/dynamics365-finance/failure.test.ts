import { describe, expect, test } from 'vitest'
import { outcomesIn } from './batch.ts'
import { failureOf } from './failure.ts'
import { fitted, keyOf } from './key.ts'

const problem = (message: string) =>
  JSON.stringify({ error: { code: '', message: 'An error has occurred.', innererror: { message } } })
const infolog = (...texts: string[]) =>
  `Write failed for table row of type 'CustFreeTextInvoiceHeaderEntity'. Infolog: ${texts.join('; ')}.`

describe('what a refusal means', () => {
  test.each([
    [400, infolog('Error: Fiscal period for 3/2/2026 is not open.'), 'period-closed', 'policy'],
    [500, infolog('Warning: Period 3 is on hold', 'Error: Update has been canceled.'), 'period-closed', 'policy'],
    [
      400,
      infolog("Error: The value 'XTS' in field 'Currency' is not found in the related table 'Currency'."),
      'unknown-currency',
      'policy',
    ],
    [500, infolog("Warning: Item 'A' is blocked for 'Sales order'."), 'vendor-refused', 'data'],
    [500, 'Object reference not set to an instance of an object.', 'vendor-failed', 'transient'],
    [
      500,
      infolog('Error: An update conflict occurred due to another user process deleting the record'),
      'record-busy',
      'transient',
    ],
    [412, 'The record has been changed.', 'record-busy', 'transient'],
    [429, 'Throttled.', 'rate-limited', 'transient'],
    [401, 'No.', 'vendor-denied', 'policy'],
    [403, 'No.', 'vendor-denied', 'policy'],
    [404, 'No.', 'not-found', 'data'],
    [503, 'Later.', 'vendor-failed', 'transient'],
  ])('%i %s', (status, message, code, kind) => {
    expect(failureOf(status, problem(message), null)).toMatchObject({ code, kind })
  })

  test('the sentence is the application’s own, without the noise of its platform', () => {
    const said = infolog(
      "Warning: Item 'A' is blocked",
      "Warning: validateWrite failed on data source 'SalesLine (SalesLine)'.",
      'Error: Update has been canceled.',
    )
    const refusal = failureOf(400, problem(said), null)
    expect(refusal.message).toBe("Dynamics 365 Finance refused: Item 'A' is blocked.")
    expect(refusal.detail).toContain('validateWrite')
  })

  test('a failed write that was rolled back is no unknown outcome; a failure without words is', () => {
    expect(failureOf(500, problem(infolog('Error: No.')), null).outcomeUnknown).toBeUndefined()
    expect(failureOf(500, '<html>', null).outcomeUnknown).toBe(true)
  })
})

describe('answers of a batch', () => {
  const part = (lines: string) => `--b\r\nContent-Type: application/http\r\n\r\n${lines}\r\n`

  test('a changeset that failed has one answer for all', () => {
    const body = `${part(`HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\n\r\n${problem('x')}`)}--b--\r\n`
    expect(outcomesIn(body)).toEqual([{ status: 429, retryAfter: '3', body: problem('x') }])
  })

  test('one that was cut off has fewer than were asked for', () => {
    const whole = `${part('HTTP/1.1 204 No Content\r\nLocation: x\r\n\r\n')}${part('HTTP/1.1 204 No Content\r\n\r\n')}--b--`
    expect(outcomesIn(whole).map(({ status }) => status)).toEqual([204, 204])
    expect(outcomesIn(whole.slice(0, whole.lastIndexOf('HTTP/1.1')))).toHaveLength(1)
  })
})

describe('keys of our choice', () => {
  test('what fits stays; anything else is a digest that differs', () => {
    for (const reference of ['Q-00042', 'C1', '12345678901234567890']) expect(keyOf(reference)).toBe(reference)
    const odd = ['q-00042', 'Q 1', "O'Hara", '123456789012345678901', 'G~ABCDEFGHJKMNPQRSTV', '', '-1', 'Ü1']
    const keys = odd.map(keyOf)
    for (const key of keys) expect(key).toMatch(/^G~[0-9A-HJKMNP-TV-Z]{18}$/)
    expect(new Set(keys).size).toBe(odd.length)
  })

  test('a text is cut only where it must be, and stays its own', () => {
    const long = 'x'.repeat(61)
    expect(fitted('x'.repeat(60))).toBe('x'.repeat(60))
    expect(fitted(long)).toHaveLength(60)
    expect(fitted(long)).not.toBe(fitted(`${long}y`))
  })
})
