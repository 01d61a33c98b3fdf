import type { Command } from '@oclif/core'
import { type Format, report, type Summary, summary } from '../contracts-diff/report.ts'
import type { Finding } from '../contracts-diff/rule.ts'

type Asked = { 'fail-on'?: string | undefined; format: string }

/** Writes what a command found in the document at `path`, and sets the exit code as its flags ask. */
export function reportFindings(
  command: Command,
  findings: readonly Finding[],
  path: string,
  { format, 'fail-on': failOn }: Asked,
): Summary {
  const written = report(findings, format as Format, path, process.stdout.isTTY && !process.env.NO_COLOR)
  if (written !== '') command.log(written)
  const result = summary(findings)
  if (result.level === 'breaking' || (result.level === 'warning' && failOn === 'warning'))
    process.exitCode = failOn ? 1 : 0
  return result
}
