import {
  type Document,
  follow,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
} from '../contracts-diff/document.ts'
import { camelCase, Names } from './identifier.ts'
import type { VendorApi } from './vendor-api.ts'

/** Names that settings of other kinds have; a key is not called so, lest a sandbox takes the one for the other. */
const TAKEN = new Set(['user', 'password', 'token', 'tokenUrl', 'clientId', 'clientSecret', 'baseUrl'])

/** The ways of a document to sign in. A key goes by the name of its header, so that several together have each their own. */
export class Security {
  readonly schemes: VendorApi['securitySchemes'] = {}
  readonly #names = new Map<string, string>()

  constructor(document: Document, securitySchemes: Json | undefined) {
    const names = new Names()
    for (const [given, one] of Object.entries(objectOf(securitySchemes))) {
      const scheme = follow(document, one)
      if (!isObject(scheme)) continue
      const name = names.take(scheme.type === 'apiKey' ? keyName(scheme) : given)
      this.schemes[name] = scheme
      this.#names.set(given, name)
    }
  }

  /** What a document or an operation asks for; undefined where it says nothing. */
  asked(security: Json | undefined): Record<string, string[]>[] | undefined {
    if (!Array.isArray(security)) return undefined
    return security.map((way) =>
      Object.fromEntries(
        Object.entries(objectOf(way)).map(([name, scopes]) => [
          this.#names.get(name) ?? name,
          listOf(scopes).map(String),
        ]),
      ),
    )
  }
}

function keyName({ name }: JsonObject): string {
  const named = camelCase(String(name ?? ''), 'apiKey')
  return TAKEN.has(named) ? `${named}Key` : named
}
