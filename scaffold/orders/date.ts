import { DateTime } from 'luxon'
import { unusable } from './row.ts'

/** Reads calendar dates (no time zone: a time of day is dropped as written). Equal texts are parsed once. */
export function dateReader(formats: readonly string[]): (text: string) => string {
  const known = new Map<string, string | undefined>()
  return (text) => {
    if (!known.has(text)) known.set(text, parseDate(text, formats))
    return known.get(text) ?? unusable(`date "${text}" is not of the form ${formats.join(' or ')}`)
  }
}

/** ISO 8601 calendar date, or undefined where no format fits. Two-digit years above 60 are of the last century. */
export function parseDate(text: string, formats: readonly string[]): string | undefined {
  for (const format of formats) {
    const options = { zone: 'utc', locale: 'en', setZone: true } as const
    const date =
      format === 'iso'
        ? DateTime.fromISO(text, options)
        : format === 'sql'
          ? DateTime.fromSQL(text, options)
          : DateTime.fromFormat(text, format, options)
    if (date.isValid && date.year >= 1900 && date.year <= 2200) return date.toISODate()
  }
  return undefined
}

/** What is tried where a mapping names no format; none of these can be mistaken for another. */
export const PLAIN_DATES = ['yyyyMMdd', 'iso', 'sql']
