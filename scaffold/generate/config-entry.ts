import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../refusal.ts'
import type { GeneratedFile } from './template.ts'

export type ConfigEntry = {
  section: 'capabilities' | 'processes' | 'views'
  name: string
  /** What stands behind the name, as it is written. */
  value: string
  /** A statement that `value` needs at the top. */
  statement?: string
}

const FILE = 'gantry.config.ts'

/** gantry.config.ts with one entry more; every other line stays as it was. Throws a `Refusal`. */
export async function withConfigEntry(
  root: string,
  { section, name, value, statement }: ConfigEntry,
): Promise<GeneratedFile> {
  const text = await readFile(join(root, FILE), 'utf8')
  const opening = new RegExp(`^  ${section}: \\{`, 'm').exec(text)
  const key = /^[a-z]\w*$/i.test(name) ? name : `'${name}'`
  const line = `${key}: ${value},`
  if (!opening)
    throw new Refusal(`${FILE} has no line "  ${section}: {" to write below.`, `Add it, with ${line} in it.`)
  const at = opening.index + opening[0].length
  const rest = text.slice(at)
  const [written = ''] = rest.split('\n  }')
  if (written.includes(`\n    ${key}:`)) throw new Refusal(`${FILE} names ${name} already.`, 'Choose another name.')
  const content = `${text.slice(0, at)}\n    ${line}${rest.startsWith('}') ? '\n  ' : ''}${rest}`
  return { path: FILE, content: statement ? `${statement}\n${content}` : content }
}
