#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { compare, gravest } from './compare.ts'
import { readDocument, Unreadable } from './document.ts'
import { FORMATS, type Format, report } from './report.ts'

const USAGE = `contracts-diff <old> <new> [--format ${FORMATS.join('|')}] [--json] [--fail-on breaking|warning]

Tells what changed between two OpenAPI documents for those who use the API.
Exit codes: 0 done, 1 something was found from --fail-on on, 2 a document or an argument cannot be read.`

const options = {
  format: { type: 'string', default: 'text' },
  json: { type: 'boolean', default: false },
  'fail-on': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** The same as `gantry contracts diff`, for those who have no Gantry. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [old, next] = positionals
  const { 'fail-on': failOn } = values
  const format = values.json ? 'json' : values.format
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  if (!old || !next || !FORMATS.includes(format as Format) || !['breaking', 'warning', undefined].includes(failOn)) {
    console.error(USAGE)
    return 2
  }
  const findings = compare(await readDocument(old), await readDocument(next))
  console.log(report(findings, format as Format, next, process.stdout.isTTY && !process.env.NO_COLOR))
  const level = gravest(findings)
  return failOn && (level === 'breaking' || level === failOn) ? 1 : 0
}

process.exitCode = await main().catch((error: unknown) => {
  const told = error instanceof Unreadable || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  if (!told) throw error
  console.error((error as Error).message)
  return 2
})
