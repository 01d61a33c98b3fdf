/** A JSON Schema as OpenAPI 3.1 has it. */
export type Schema = { readonly [keyword: string]: unknown }

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly required?: boolean
  readonly style?: string
  readonly explode?: boolean
  readonly schema?: Schema
  readonly content?: Record<string, { schema?: Schema }>
}

type Content = Record<string, { schema?: Schema; encoding?: Record<string, { contentType?: string }> }>

/** How a list is given page by page, as the generator found it in the document. */
export type ListPaging = {
  readonly kind: 'cursor' | 'after' | 'offset' | 'page' | 'link'
  readonly items: string
  readonly parameter?: string
  readonly next?: string
  readonly id?: string
  readonly more?: string
  readonly total?: string
  readonly pages?: string
  readonly first?: number
  /** The parameter that says how many records a page has. */
  readonly size?: string
}

export type Operation = {
  readonly operationId: string
  readonly summary?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Record<string, { content?: Content }>
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly servers?: readonly { url: string }[]
  readonly 'x-gantry'?: { readonly idempotencyKey?: string; readonly paging?: ListPaging }
}

export type SecurityScheme = {
  readonly type: string
  readonly in?: string
  readonly name?: string
  readonly scheme?: string
  readonly flows?: Record<string, { tokenUrl?: string }>
}

/**
 * A vendor's OpenAPI 3.1 document as `gantry new connector` writes it: parameters, bodies and responses stand where they
 * are used, and only schemas are referred to (`#/components/schemas/Name`).
 */
export type SandboxDocument = {
  readonly info: { readonly title: string; readonly version: string }
  readonly servers?: readonly { url: string }[]
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly webhooks?: Record<string, { post?: { requestBody?: { content: Content } } }>
  readonly components: {
    readonly schemas: Record<string, Schema>
    readonly securitySchemes?: Record<string, SecurityScheme>
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const REF = '#/components/schemas/'

/** The schema behind a reference; an empty one where it leads nowhere or in a circle. */
export function resolve(document: SandboxDocument, schema: Schema | undefined): Schema {
  const seen = new Set<unknown>()
  let here: Schema | undefined = schema
  while (here && typeof here.$ref === 'string' && !seen.has(here)) {
    seen.add(here)
    here = document.components.schemas[here.$ref.slice(REF.length)]
  }
  return here && here.$ref === undefined ? here : {}
}

/** The first answer that counts as success: its status, and the schema and media type of its body. */
export function answerOf({ responses }: Operation): { status: number; mediaType?: string; schema?: Schema } {
  const [status = '204', response] = Object.entries(responses).find(([each]) => each.startsWith('2')) ?? []
  const [media] = Object.entries(response?.content ?? {})
  if (!media) return { status: Number(status) }
  return { status: Number(status), mediaType: media[0], schema: media[1].schema ?? {} }
}

/** What a body must be. */
export function bodySchemaOf({ requestBody }: Operation): { mediaType: string; schema: Schema } | undefined {
  const [media] = Object.entries(requestBody?.content ?? {})
  return media && { mediaType: media[0], schema: media[1].schema ?? {} }
}

/** Whether a body of this media type is one JSON text: no sequence of them. */
export const isJson = (mediaType: string): boolean => /[/+-]json\b(?!-(seq|lines))/i.test(mediaType)
