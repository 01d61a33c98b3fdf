import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { IntegrationError } from '@gantry/core/errors'
import { parse } from 'yaml'
import type { z } from 'zod'
import { Mapping } from './mapping.ts'

function explain(issues: readonly z.core.$ZodIssue[], prefix: PropertyKey[] = []): { path: string; message: string }[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'This key is not known here.' }))
    }
    const missing = issue.code === 'invalid_type' || issue.code === 'invalid_union' ? issue.input === undefined : false
    return [{ path: path.join('.') || '(top)', message: missing ? 'This key is missing.' : issue.message }]
  })
}

/** Reads a mapping's text; throws `mapping-invalid` naming the file and every wrong key. */
export function parseMapping(text: string, file: string): Mapping {
  let document: unknown
  try {
    document = parse(text, { schema: 'failsafe' })
  } catch (cause) {
    throw new IntegrationError('mapping-invalid', `${file} is not valid YAML; mend the place named in the detail.`, {
      kind: 'data',
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
  const parsed = Mapping.safeParse(document, { reportInput: true })
  if (parsed.success) return parsed.data
  const errors = explain(parsed.error.issues)
  const first = errors[0]!
  throw new IntegrationError(
    'mapping-invalid',
    `The mapping ${file} cannot be used: ${first.path}: ${first.message} Mend it and try again; docs/orders.md explains every key.`,
    { kind: 'data', detail: errors.map(({ path, message }) => `${file}: ${path}: ${message}`).join('\n'), errors },
  )
}

export async function loadMapping(path: string): Promise<Mapping> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new IntegrationError('mapping-not-found', `There is no mapping ${basename(path)}; check the path given.`, {
      kind: 'data',
      detail: `Cannot read ${path}.`,
      cause,
    })
  }
  return parseMapping(text, basename(path))
}
