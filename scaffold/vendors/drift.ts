import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chosenConnectors } from '../connectors/acceptance.ts'
import { compare } from '../contracts-diff/compare.ts'
import { type Document, openDocument, readDocument, Unreadable } from '../contracts-diff/document.ts'
import { verifyUse } from '../contracts-diff/recorded-use.ts'
import { readRecording } from '../contracts-diff/recording.ts'
import type { Finding } from '../contracts-diff/rule.ts'
import { folderOf } from '../openapi/generate.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'
import { recordingOf } from './record.ts'

/**
 * What a vendor's new document changes of what a connector uses: of recorded use, and of the part of the document that
 * a generated connector was made from. With the document as it is (`old`), both documents are compared as well, where
 * the connector calls, and what was so before is left out. Throws a `Refusal`.
 */
export async function driftOf(project: Project, name: string, spec: string, old?: string): Promise<Finding[]> {
  const connector = (await chosenConnectors(project, name, false))[0]!.name
  const [next, before] = await Promise.all([read(spec), old === undefined ? undefined : read(old)])
  const recording = recordingOf(project, connector)
  const generated = join(project.root, folderOf(connector), 'sandbox/document.gen.json')
  const findings: Finding[] = []
  if (existsSync(generated)) {
    const part = await openDocument(await readFile(generated, 'utf8'), generated)
    // Beside what it was made from, the vendor's document holds much that is nobody's concern.
    findings.push(...compare(part, next).filter(({ id }) => !/(operation|webhook)-added$/.test(id)))
  }
  if (existsSync(recording)) {
    const exchanges = readRecording(await readFile(recording, 'utf8'))
    const read = await readBy(join(project.root, folderOf(connector)))
    const used = verifyUse(next, exchanges).map((one) => (unread(one, read) ? { ...one, level: 'info' as const } : one))
    const known = new Set(before ? verifyUse(before, exchanges).map(key) : [])
    findings.push(...used.filter((one) => one.level === 'info' || !known.has(key(one))))
    if (before) {
      const called = used.map(({ location }) => / (?:request|response|query)\b|$/.exec(location)!.index)
      const names = new Set(used.map(({ location }, index) => location.slice(0, called[index])))
      const concerns = ({ location }: Finding) =>
        [...names].some((one) => location === one || location.startsWith(`${one} `))
      findings.push(...compare(before, next).filter(concerns))
    }
  }
  if (!existsSync(generated) && !existsSync(recording))
    throw new Refusal(`Nothing tells what ${connector} uses of its vendor.`, `Record it: gantry vendors record ${name}`)
  const order = { breaking: 0, warning: 1, info: 2 }
  const told = new Map(findings.map((one) => [key(one), one]))
  return [...told.values()].sort((a, b) => order[a.level] - order[b.level])
}

/** The words of a connector's own source: what it reads of an answer is written there. */
async function readBy(folder: string): Promise<Set<string>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return new Set(texts.flatMap((text) => text.match(/[\w$@]+/g) ?? []))
}

/** Whether a finding is about a field of an answer that the connector does not name, so that it cannot miss it. */
const unread = ({ id, location }: Finding, read: Set<string>): boolean =>
  id.startsWith('used-response-field') && !read.has(location.replaceAll('[]', '').split('.').at(-1)!)

const key = ({ id, location }: Finding): string => `${id} ${location}`

const read = (path: string): Promise<Document> =>
  readDocument(path).catch((error: unknown) => {
    if (error instanceof Unreadable)
      throw new Refusal(error.message, "Give the vendor's OpenAPI document, in JSON or YAML.", { cause: error })
    throw error
  })
