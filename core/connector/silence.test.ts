import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Silence } from './silence.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const listening = () => {
  const told: number[] = []
  return { told, silence: new Silence((ms) => told.push(Math.round(ms))) }
}

test('a request that is out for three seconds, and nothing answered since, is told of once', () => {
  const { told, silence } = listening()
  silence.watch()
  const lost = silence.watch()
  lost.ended()
  vi.advanceTimersByTime(2900)
  expect(told).toEqual([])
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([3000])
})

test('an answer to another request ends the silence for all that left before it', () => {
  const { told, silence } = listening()
  const early = silence.watch()
  vi.advanceTimersByTime(1000)
  const answered = silence.watch()
  vi.advanceTimersByTime(100)
  answered.answered()
  answered.ended()
  expect([early.isFirst(), silence.watch().isFirst()]).toEqual([false, true])
  vi.advanceTimersByTime(2900)
  expect(told).toEqual([])
  vi.advanceTimersByTime(200)
  expect(told).toEqual([3000, 3000])
})

test('a vendor that is slow is given twice as long as it lately took', () => {
  const { told, silence } = listening()
  const slow = silence.watch()
  vi.advanceTimersByTime(2500)
  slow.answered()
  slow.ended()
  silence.watch()
  vi.advanceTimersByTime(4900)
  expect(told).toEqual([])
  vi.advanceTimersByTime(200)
  expect(told).toEqual([5000])
})
