import { unusable } from './row.ts'

// Withdrawn codes (DEM, ATS) are in the set as well: an old export may carry them.
const codes = new Set(Intl.supportedValuesOf('currency'))

/** An ISO 4217 code, whatever its case. */
export function currencyCode(text: string): string {
  const code = text.trim().toUpperCase()
  if (code === '') return unusable('the currency is missing')
  return codes.has(code) ? code : unusable(`currency "${text}" is not an ISO 4217 code; give it by a map`)
}
