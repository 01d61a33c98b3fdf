import { readFile } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CORE_SCHEMA, load, mergeTag, YAMLException } from 'js-yaml'

/** A node of a document: whatever JSON holds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/**
 * An OpenAPI 3.0, 3.1 or Swagger 2.0 document with every file it refers to. Each `$ref` in it is absolute
 * (`file:///…#/components/schemas/Order`), so that a node means the same wherever it is found.
 */
export type Document = {
  uri: string
  version: '2.0' | '3.0' | '3.1'
  root: JsonObject
  files: Map<string, Json>
  /** Schemas that name themselves (`$anchor`, `$id`), by the reference that finds them. */
  anchors: Map<string, Json>
}

/** Why a document cannot be compared: where, and the reason in one sentence. `line` and `column` count from 1. */
export class Unreadable extends Error {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly reason: string

  constructor(path: string, line: number, column: number, reason: string) {
    super(`${path}:${line}:${column}: ${reason}`)
    this.name = 'Unreadable'
    this.path = path
    this.line = line
    this.column = column
    this.reason = reason
  }
}

export const isObject = (node: unknown): node is JsonObject =>
  typeof node === 'object' && node !== null && !Array.isArray(node)
export const objectOf = (node: unknown): JsonObject => (isObject(node) ? node : {})
export const listOf = (node: unknown): Json[] => (Array.isArray(node) ? node : [])
export const textOf = (node: unknown): string | undefined => (typeof node === 'string' ? node : undefined)

/** Reads a document from a file, with the local files it refers to. Throws {@link Unreadable}. */
export async function readDocument(path: string): Promise<Document> {
  const absolute = resolvePath(path)
  let text: string
  try {
    text = await readFile(absolute, 'utf8')
  } catch (error) {
    throw new Unreadable(path, 1, 1, `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
  }
  return openDocument(text, path, pathToFileURL(absolute).href)
}

/** Opens a document that is already text. Files it refers to are found from `uri`. Throws {@link Unreadable}. */
export async function openDocument(text: string, name: string, uri = 'memory:/document'): Promise<Document> {
  const files = new Map<string, Json>()
  const anchors = new Map<string, Json>()
  const wanted = new Set<string>()
  const root = parse(text, name)
  absolve(root, uri, wanted, anchors)
  files.set(uri, root)
  for (const file of wanted) {
    // An address on the network is left alone: a comparison must not depend on who answers there today.
    if (files.has(file) || !file.startsWith('file:')) continue
    let content: string
    try {
      content = await readFile(fileURLToPath(file), 'utf8')
    } catch {
      const { line, column } = placeOf(text, file.slice(file.lastIndexOf('/') + 1))
      throw new Unreadable(name, line, column, `it refers to ${fileURLToPath(file)}, which cannot be read`)
    }
    const tree = parse(content, fileURLToPath(file))
    absolve(tree, file, wanted, anchors)
    files.set(file, tree)
  }
  if (!isObject(root)) throw new Unreadable(name, 1, 1, 'the document is not an object')
  const version = versionOf(root)
  if (version === undefined) {
    const { line, column } = placeOf(text, 'openapi')
    throw new Unreadable(name, line, column, 'it says neither `openapi: 3.x` nor `swagger: "2.0"`')
  }
  return { uri, version, root, files, anchors }
}

function versionOf(root: JsonObject): Document['version'] | undefined {
  if (String(root.swagger) === '2.0' || String(root.swagger) === '2') return '2.0'
  const openapi = String(root.openapi ?? '')
  if (/^3\.0(\.|$)/.test(openapi) || openapi === '3') return '3.0'
  return /^3\.[12](\.|$)/.test(openapi) ? '3.1' : undefined
}

function parse(text: string, name: string): Json {
  if (/^\s*[{[]/.test(text))
    try {
      return JSON.parse(text) as Json
    } catch {
      // YAML reads flow collections too, and says where it stops.
    }
  try {
    return (load(text, { json: true, schema: CORE_SCHEMA.withTags(mergeTag) }) ?? null) as Json
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    throw new Unreadable(name, (error.mark?.line ?? 0) + 1, (error.mark?.column ?? 0) + 1, error.reason)
  }
}

function placeOf(text: string, part: string): { line: number; column: number } {
  const before = text.slice(0, Math.max(text.indexOf(part), 0)).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

/** Makes every `$ref` below `node` absolute, and names the files they lie in and the schemas that name themselves. */
function absolve(node: Json, base: string, files: Set<string>, anchors: Map<string, Json>): void {
  const todo: Json[] = [node]
  const seen = new Set<Json>()
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    if (Array.isArray(next)) {
      todo.push(...next)
      continue
    }
    for (const anchor of [next.$anchor, next.$dynamicAnchor])
      if (typeof anchor === 'string') anchors.set(`${base}#${anchor}`, next)
    if (typeof next.$id === 'string' && URL.canParse(next.$id, base))
      anchors.set(`${new URL(next.$id, base).href.replace(/#$/, '')}#`, next)
    // A reference that may be rebound further out is taken where it stands.
    if (typeof next.$dynamicRef === 'string' && next.$ref === undefined) {
      next.$ref = next.$dynamicRef
      delete next.$dynamicRef
    }
    const ref = next.$ref
    if (typeof ref === 'string') {
      const [file = '', pointer = ''] = ref.split('#', 2)
      const absolute = file === '' ? base : URL.canParse(file, base) ? new URL(file, base).href : file
      next.$ref = `${absolute}#${pointer}`
      files.add(absolute)
    }
    todo.push(...Object.values(next))
  }
}

/** The node a `$ref` means, after as many further ones as it takes; undefined where there is none. */
export function follow(document: Document, node: Json | undefined, seen = new Set<string>()): Json | undefined {
  let here = node
  while (isObject(here) && typeof here.$ref === 'string') {
    if (seen.has(here.$ref)) return undefined
    seen.add(here.$ref)
    here = at(document, here.$ref, seen)
  }
  return here
}

/**
 * What stands beside the references that `node` follows. It counts in 3.1, where a reference is a keyword like others;
 * before, it is ignored.
 */
export function besides(document: Document, node: Json): JsonObject[] {
  const found: JsonObject[] = []
  const seen = new Set<string>()
  let here: Json | undefined = node
  while (document.version === '3.1' && isObject(here) && typeof here.$ref === 'string' && !seen.has(here.$ref)) {
    const { $ref, ...beside } = here
    if (Object.keys(beside).length > 0) found.push(beside)
    seen.add($ref as string)
    here = at(document, $ref as string, new Set(seen))
  }
  return found
}

function at(document: Document, ref: string, seen: Set<string>): Json | undefined {
  const named = document.anchors.get(ref)
  if (named !== undefined) return named
  const [file = '', pointer = ''] = ref.split('#', 2)
  if (pointer !== '' && !pointer.startsWith('/')) return undefined
  let here: Json | undefined = document.files.get(file)
  for (const step of pointer.split('/').slice(1)) {
    const key = decode(step).replaceAll('~1', '/').replaceAll('~0', '~')
    if (isObject(here) && typeof here.$ref === 'string' && here[key] === undefined) here = follow(document, here, seen)
    here = Array.isArray(here) ? here[Number(key)] : isObject(here) ? here[key] : undefined
  }
  return here
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
