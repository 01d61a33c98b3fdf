import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Landscape, SANDBOXES } from '../landscape.ts'
import { setUp } from '../sales.ts'
import { keyed, malformed, orders } from './malformed.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
})
afterAll(() => landscape?.stop())

/** What a request that is refused must leave as it was. */
async function state() {
  const effects = await Promise.all(SANDBOXES.map(async (name) => (await landscape.stats(name)).effects))
  return { effects, runs: (await landscape.call('/process/operations/v1/counts')).body }
}

describe('a malformed request is refused as problem+json, and changes nothing:', () => {
  test.each(malformed)('$what', async ({ method = 'GET', path, headers = {}, body, status, code, at }) => {
    const before = await state()
    const answer = await landscape.call<{ code: string; status: number; errors?: { path: string; message: string }[] }>(
      path,
      { method, headers, ...(body !== undefined && { body }) },
    )
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status, body: { status, code } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    if (status === 405) expect(answer.headers.get('allow')).toBe('POST')
    if (at) expect(answer.body.errors?.map((error) => error.path)).toEqual(at)
    expect(answer.body).not.toHaveProperty('stack')
    expect(await state()).toEqual(before)
  })

  /** Sends without a content-length, as `fetch` never does. */
  const sendChunked = (path: string, bytes: number, headers: Record<string, string>) =>
    new Promise<{ status: number; type: string | undefined; body: string }>((resolve, reject) => {
      const sent = request(`${landscape.url}${path}`, { method: 'POST', headers }, (response) => {
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode!, type: response.headers['content-type'], body }),
        )
      })
      sent.on('error', reject)
      for (let left = bytes; left > 0; left -= 65_536) sent.write('x'.repeat(65_536))
      sent.end()
    })

  test.each([
    ['an API', orders],
    ['the webhook door', '/webhooks/stripe'],
  ])('two megabytes without a content-length, at %s', async (_, path) => {
    const before = await state()
    const answer = await sendChunked(path, 2 * 1024 * 1024, keyed)
    expect(answer).toMatchObject({ status: 413, type: 'application/problem+json' })
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'body-too-large' })
    expect(await state()).toEqual(before)
  })

  test('a correlation id that the books of others would not take is replaced', async () => {
    for (const given of ['x'.repeat(255), 'two words', '{"a":1}']) {
      const answer = await landscape.call('/process/operations/v1/counts', { headers: { 'x-correlation-id': given } })
      expect(answer.headers.get('x-correlation-id'), given).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})
