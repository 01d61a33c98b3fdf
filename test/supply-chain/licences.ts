import type { Installed } from './packages.ts'

/** What may be used beside Apache-2.0 without asking anybody. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'OFL-1.1',
  'PostgreSQL',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
])

/** What a person looked at, and why it may stay. */
const AGREED: Record<string, string> = {
  '@sap/xsenv': 'A vendor’s own client, which the tests of a sandbox drive; no source of ours that ships imports it.',
  '@sap/xssec': 'The same.',
  'png-js': 'MIT by its LICENSE file; its package.json does not say so.',
  'strong-globalize': 'Artistic-2.0, unchanged, beneath a SOAP client that only tests drive.',
}

/** Whether an SPDX expression leaves a choice that is allowed: one side of an OR, every side of an AND. */
export function isAllowed(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, '').trim()
  return plain.split(/ OR /i).some((choice) => choice.split(/ AND /i).every((name) => ALLOWED.has(name.trim())))
}

/** Packages whose licence is none of those allowed or agreed on. */
export const refusedLicences = (packages: readonly Installed[]): Installed[] =>
  packages.filter(({ name, license }) => !Object.hasOwn(AGREED, name) && !isAllowed(license))
