import { type Document, follow, isObject, type Json, openDocument, Unreadable } from '../contracts-diff/document.ts'
import { type Step, unreadableAt } from './place.ts'
import type { Source } from './source.ts'
import { assertJson, meansJson } from './strict-json.ts'
import { checkStructure } from './structure.ts'

/** A document that was let in, and what in it is broken and was borne. */
export type VendorDocument = Document & { notes: string[] }

/**
 * Published documents of thousands of references have one that leads nowhere. So rare, it is borne: what refers to it is
 * taken as anything, and the author is told. (DocuSign's of 2022 has one in 4,000, Square's of 2026 one in 2,400.)
 */
const BORNE_OF_REFERENCES = 1 / 500

/** What else people hold for an OpenAPI document, and what to do with it. */
const OTHERS: readonly [RegExp, string][] = [
  [/^\s*<\?xml|^\s*<(?:wsdl:)?definitions|^\s*<edmx:/i, 'it is XML (a WSDL or EDMX, say)'],
  [/^\s*<!doctype html|^\s*<html/i, 'it is a web page: give the address of the document itself'],
  [/"discoveryVersion"\s*:/, 'it is a Google discovery document: convert it to OpenAPI first'],
  [/^\s*"?asyncapi"?\s*:/m, 'it is an AsyncAPI document: that describes messages, no requests'],
  [/"_postman_id"\s*:|schema\.getpostman\.com/, 'it is a Postman collection: export it as OpenAPI first'],
  [/^#%RAML/, 'it is RAML: convert it to OpenAPI first'],
  [/^\s*"?swaggerVersion"?\s*:/m, 'it is Swagger 1.2: convert it to OpenAPI first'],
  [/^\s*(schema|type\s+Query)\s*\{/m, 'it is a GraphQL schema'],
]

/**
 * Opens a vendor's document with the files it refers to. Throws {@link Unreadable} with line, column and reason where it
 * is no JSON or YAML, no OpenAPI 3 or Swagger 2.0, not built as those say, or refers to what is not there.
 */
export async function readVendorDocument({ name, uri, text }: Source): Promise<VendorDocument> {
  if (text.trim() === '') throw new Unreadable(name, 1, 1, 'it is empty')
  if (meansJson(name, text)) assertJson(name, text)
  const described = /^\s*["']?(openapi|swagger)["']?\s*:/m.test(text)
  if (!described) for (const [sign, reason] of OTHERS) if (sign.test(text)) throw new Unreadable(name, 1, 1, reason)
  const document = await openDocument(text, name, uri)
  const refuse = (path: readonly Step[], reason: string): never => {
    throw unreadableAt(name, text, path, reason)
  }
  checkStructure(document, refuse)
  return { ...document, notes: checkReferences(document, refuse) }
}

/** Keys below which a `$ref` is somebody's data. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const'])

/** Gives a note for each broken reference that is borne; refuses the first one that is not. */
function checkReferences(document: Document, refuse: (path: readonly Step[], reason: string) => never): string[] {
  let count = 0
  const broken: { ref: string; path: Step[]; reason: string; own: boolean }[] = []
  for (const [file, tree] of document.files) {
    const own = file === document.uri
    const todo: { node: Json; path: Step[] }[] = [{ node: tree, path: [] }]
    const seen = new Set<Json>()
    for (let next = todo.pop(); next; next = todo.pop()) {
      const { node, path } = next
      if (typeof node !== 'object' || node === null || seen.has(node)) continue
      seen.add(node)
      if (isObject(node) && typeof node.$ref === 'string') {
        count++
        const reason = brokenReference(document, node.$ref)
        if (reason)
          broken.push({ ref: node.$ref, path: [...path, '$ref'], reason: own ? reason : `${file}: ${reason}`, own })
      }
      for (const [key, child] of Object.entries(node)) {
        const data = DATA.has(key) && path.at(-1) !== 'properties'
        if (!data && !key.startsWith('x-')) todo.push({ node: child, path: [...path, key] })
      }
    }
  }
  // One that is missing may be referred to often.
  const missing = new Set(broken.map(({ ref }) => ref))
  const fatal = missing.size > count * BORNE_OF_REFERENCES ? broken[0] : undefined
  if (fatal) refuse(fatal.own ? fatal.path : [], fatal.reason)
  return broken.map(({ path, reason }) => `At ${path.slice(0, -1).join('.')} ${reason}: it is taken as anything.`)
}

/** Why a reference leads nowhere; undefined where it leads somewhere. */
function brokenReference(document: Document, ref: string): string | undefined {
  const [file = '', pointer = ''] = ref.split('#', 2)
  const said = file === document.uri ? `#${pointer}` : ref
  if (!document.files.has(file))
    return /^https?:/.test(file)
      ? `it refers to ${said}, which lies on the network: put that file beside the document and refer to it there`
      : `it refers to ${said}, which cannot be read`
  if (pointer !== '' && !pointer.startsWith('/')) return `it refers to the anchor ${said}: only paths are followed`
  return follow(document, { $ref: ref }) === undefined ? `it refers to ${said}, which is not there` : undefined
}
