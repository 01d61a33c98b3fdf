import { stripVTControlCharacters, styleText } from 'node:util'
import { gravest } from './compare.ts'
import type { Finding, Level } from './rule.ts'

/** The forms a report can take. */
export const FORMATS = ['text', 'json', 'markdown', 'junit', 'sarif', 'github'] as const
export type Format = (typeof FORMATS)[number]

/** Writes a report about the new document at `path`. `color` counts for text only. */
export function report(findings: readonly Finding[], format: Format, path: string, color = false): string {
  switch (format) {
    case 'text':
      return text(findings, color)
    case 'json':
      return JSON.stringify(summary(findings), null, 2)
    case 'markdown':
      return markdown(findings)
    case 'junit':
      return junit(findings)
    case 'sarif':
      return sarif(findings, path)
    case 'github':
      return github(findings, path)
  }
}

/** What `--json` prints. */
export type Summary = { level: Level | 'none'; findings: Omit<Finding, 'remedy'>[] }

export function summary(findings: readonly Finding[]): Summary {
  return {
    level: gravest(findings),
    findings: findings.map(({ id, level, location, text }) => ({ id, level, location, text })),
  }
}

function text(findings: readonly Finding[], color: boolean): string {
  if (findings.length === 0) return 'Nothing changed that matters to a consumer.'
  const colors = { breaking: 'red', warning: 'yellow', info: 'gray' } as const
  const width = Math.max(...findings.map(({ id }) => id.length))
  const lines = findings.flatMap(({ id, level, location, text, remedy }) => {
    const shown = level.padEnd(8)
    const head = color ? styleText(colors[level], shown, { validateStream: false }) : shown
    const mend = level === 'info' ? [] : [`          ${stripVTControlCharacters(remedy)}`]
    return [
      `${head}  ${id.padEnd(width)}  ${stripVTControlCharacters(location)}`,
      `          ${stripVTControlCharacters(text)}`,
      ...mend,
    ]
  })
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length
  return [...lines, '', `${count('breaking')} breaking, ${count('warning')} warning, ${count('info')} info`].join('\n')
}

const cell = (words: string): string => words.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ')

function markdown(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing changed that matters to a consumer.'
  const rows = findings.map(
    ({ id, level, location, text, remedy }) =>
      `| ${level} | \`${id}\` | ${[location, text, remedy].map(cell).join(' | ')} |`,
  )
  return ['| level | rule | location | change | remedy |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** Text in XML; control characters have no place in XML 1.0, not even escaped. */
const xml = (words: string): string =>
  stripVTControlCharacters(words)
    .replace(/[&<>"]/g, (one) => ENTITIES[one]!)
    .replace(/\p{Cc}/gu, ' ')

function junit(findings: readonly Finding[]): string {
  const failures = findings.filter(({ level }) => level === 'breaking').length
  const cases = findings.map(({ id, level, location, text, remedy }) => {
    const head = `    <testcase classname="${xml(id)}" name="${xml(location)}"`
    if (level !== 'breaking') return `${head}><system-out>${xml(`${level}: ${text}`)}</system-out></testcase>`
    return `${head}><failure type="${level}" message="${xml(text)}">${xml(remedy)}</failure></testcase>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="contracts diff" tests="${findings.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function sarif(findings: readonly Finding[], path: string): string {
  const levels = { breaking: 'error', warning: 'warning', info: 'note' }
  const rules = new Map(findings.map(({ id, remedy }) => [id, { id, help: { text: remedy } }]))
  const results = findings.map(({ id, level, location, text }) => ({
    ruleId: id,
    level: levels[level],
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(path) }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: location }],
      },
    ],
  }))
  const driver = { name: 'contracts-diff', rules: [...rules.values()] }
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [{ tool: { driver }, results }],
    },
    null,
    2,
  )
}

/** Workflow commands of GitHub Actions, whose values escape `%`, line ends, and in properties `:` and `,`. */
function github(findings: readonly Finding[], path: string): string {
  const commands = { breaking: 'error', warning: 'warning', info: 'notice' }
  const data = (words: string) => words.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (words: string) => data(words).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return findings
    .map(
      ({ id, level, location, text }) =>
        `::${commands[level]} file=${property(path)},title=${property(id)}::${data(`${location}: ${text}`)}`,
    )
    .join('\n')
}
