import { CONNECTOR_CASES } from '@gantry/core/acceptance/connector-cases'
import { OPERATION_CASES } from '@gantry/core/acceptance/operation-cases'
import type { Result } from '@gantry/core/acceptance/suite'

/** Every case with what must hold in it, in the order of reports. */
export const CASES = [...OPERATION_CASES, ...CONNECTOR_CASES].map(({ name, title }) => ({ name, title }))

export type Counts = Record<Result['outcome'], number>

export const countsOf = (results: readonly Result[]): Counts => ({
  passed: results.filter(({ outcome }) => outcome === 'passed').length,
  failed: results.filter(({ outcome }) => outcome === 'failed').length,
  skipped: results.filter(({ outcome }) => outcome === 'skipped').length,
})

/** JUnit's XML, as CI servers read it: a suite for each connector, a test for each operation and case. */
export function junitOf(results: readonly Result[]): string {
  const suites = [...Map.groupBy(results, ({ connector }) => connector)].map(([connector, tried]) => {
    const { failed, skipped } = countsOf(tried)
    const cases = tried.map(({ operation, case: name, outcome, reason = '', ms }) => {
      const attributes = `classname="${escaped(`${connector}.${operation ?? 'connector'}`)}" name="${escaped(name)}" time="${ms / 1000}"`
      if (outcome === 'passed') return `    <testcase ${attributes}/>`
      const tag = outcome === 'failed' ? 'failure' : 'skipped'
      return `    <testcase ${attributes}><${tag} message="${escaped(reason)}"/></testcase>`
    })
    return [
      `  <testsuite name="${escaped(connector)}" tests="${tried.length}" failures="${failed}" skipped="${skipped}">`,
      ...cases,
      '  </testsuite>',
    ].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

const escaped = (text: string) =>
  text
    // What XML 1.0 cannot hold at all.
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '�')
    .replace(/[<>&"'\n]/g, (character) => `&#${character.charCodeAt(0)};`)
