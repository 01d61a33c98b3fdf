import { Unreadable } from '../contracts-diff/document.ts'
import { placeOfOffset } from './place.ts'

/** Whether a text means to be JSON: YAML would take much of what JSON forbids, and say nothing. */
export const meansJson = (name: string, text: string): boolean => /\.json$/i.test(name) || /^\s*[{[]/.test(text)

/** Throws {@link Unreadable} with the place where a text stops being JSON. */
export function assertJson(name: string, text: string): void {
  try {
    JSON.parse(text)
  } catch (error) {
    const message = (error as Error).message
    const { line, column } = placeOfOffset(text, offsetOf(message, text))
    throw new Unreadable(name, line, column, `it is not valid JSON: ${reasonOf(message)}`)
  }
}

/** V8 names the place in most of its messages; the others speak of the end, or show the token alone. */
function offsetOf(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position !== undefined) return Number(position)
  return /end of JSON/.test(message) ? text.trimEnd().length : firstFault(text)
}

const reasonOf = (message: string): string =>
  message
    .replace(/ in JSON at position.*$/s, '')
    .replace(/, "?\.{3}.*is not valid JSON$/s, '')
    .replace(/, ".*is not valid JSON$/s, '')
    .replace(/ \(line \d+ column \d+\)$/, '')

/** The end of the longest beginning that could still become JSON: where V8 says nothing of the place. */
function firstFault(text: string): number {
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (couldBecomeJson(text.slice(0, middle))) low = middle
    else high = middle - 1
  }
  return low
}

function couldBecomeJson(beginning: string): boolean {
  try {
    JSON.parse(beginning)
    return true
  } catch (error) {
    const { message } = error as Error
    const position = /at position (\d+)/.exec(message)?.[1]
    return position === undefined ? /Unexpected end/.test(message) : Number(position) >= beginning.length
  }
}
