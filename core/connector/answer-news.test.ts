import { expect, test } from 'vitest'
import { newsOf } from './answer-news.ts'

const news = (status: number, headers: Record<string, string>, requestsPerSecond = 100) =>
  newsOf(status, new Headers(headers), requestsPerSecond)

test('"too many" pauses for as long as it says, and slows everybody down for a while after', () => {
  expect(news(429, { 'retry-after': '7' })).toEqual({
    pauseMs: 7000,
    slower: { share: 0.95, forMs: 12_000 },
  })
  expect(news(429, {})?.pauseMs).toBe(1000)
  expect(news(429, { ratelimit: '"default";r=0;t=3' })?.pauseMs).toBe(3000)
  expect(news(503, { 'retry-after': '2' })).toEqual({ pauseMs: 2000, answered: false })
  expect(news(503, {})).toBeUndefined()
})

test.for([
  ['RateLimit, draft-ietf-httpapi-ratelimit-headers', { ratelimit: '"default";r=50;t=10' }, 5],
  ['several windows: the tighter one', { ratelimit: '"burst";r=90;t=1, "hour";r=60;t=30' }, 2],
  ['its forerunner', { 'ratelimit-limit': '100', 'ratelimit-remaining': '20', 'ratelimit-reset': '10' }, 2],
  ['X-RateLimit-*', { 'x-ratelimit-remaining': '30', 'x-ratelimit-reset': '10' }, 3],
] as const)('what is left is spread over what is left of the window: %s', ([, headers, rate]) => {
  expect(news(200, headers)?.slower).toMatchObject({ requestsPerSecond: rate })
})

test('a reset may be a moment; a policy bounds the rate; plenty left is no news', () => {
  const reset = String(Math.floor(Date.now() / 1000) + 60)
  expect(news(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })?.pauseMs).toBeGreaterThan(50_000)
  expect(news(200, { 'ratelimit-policy': '"a";q=100;w=60, "b";q=5000;w=86400' })?.slower).toMatchObject({
    requestsPerSecond: expect.closeTo(5000 / 86_400),
  })
  expect(news(200, { ratelimit: '"default";r=5000;t=10' })).toBeUndefined()
  expect(news(200, { 'x-ratelimit-remaining': '', 'x-ratelimit-reset': 'soon' })).toBeUndefined()
})
