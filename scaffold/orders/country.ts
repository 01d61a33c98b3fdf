import { createRequire } from 'node:module'
import countries from 'i18n-iso-countries'
import { unusable } from './row.ts'

// A reader has to know the name as the exporting company writes it: English first, then the larger other languages.
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'ja', 'zh']
const load = createRequire(import.meta.url)
for (const language of LANGUAGES) countries.registerLocale(load(`i18n-iso-countries/langs/${language}.json`))

/** Names in common use that neither ISO 3166-1 nor CLDR lists. */
const ALSO: Record<string, string> = {
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'great britain': 'GB',
  'u.s.': 'US',
  'u.s.a.': 'US',
  burma: 'MM',
  'ivory coast': 'CI',
  holland: 'NL',
  eire: 'IE',
  'democratic republic of the congo': 'CD',
  'republic of the congo': 'CG',
  'the bahamas': 'BS',
  'the gambia': 'GM',
}

const known = new Map<string, string | undefined>()

function find(text: string): string | undefined {
  const name = text.trim()
  if (name.length <= 3) {
    const code = name.toUpperCase()
    const found = code.length === 3 ? countries.alpha3ToAlpha2(code) : countries.isValid(code) ? code : undefined
    if (found !== undefined) return found
  }
  const bare = name.replace(/\s*\(.*\)$/, '')
  for (const candidate of [name, bare]) {
    const also = ALSO[candidate.toLowerCase()]
    if (also !== undefined) return also
    for (const language of LANGUAGES) {
      const found = countries.getAlpha2Code(candidate, language) ?? countries.getSimpleAlpha2Code(candidate, language)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** ISO 3166-1 alpha-2 code of a country's name (in nine languages) or of its alpha-2 or alpha-3 code. */
export function countryCode(text: string): string {
  if (!known.has(text)) known.set(text, find(text))
  return known.get(text) ?? unusable(`country "${text}" is not known; give its ISO 3166-1 code by a map`)
}
