import type { JsonObject } from '../contracts-diff/document.ts'

/** How a body travels. */
export type BodyKind = 'json' | 'form' | 'multipart' | 'text' | 'bytes'

export type VendorParameter = {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required: boolean
  description?: string
  /** As OpenAPI 3 names it; its default for the place where absent. */
  style?: string
  explode?: boolean
  /** The value is JSON in the parameter. */
  json?: true
  schema: JsonObject
}

/** One operation of a vendor's API, with nothing left to look up but schemas. */
export type VendorOperation = {
  /** An identifier that no other operation has. */
  id: string
  method: string
  path: string
  summary: string
  tags: string[]
  /** Where it does not lie on the API's own server. */
  server?: string
  parameters: VendorParameter[]
  body?: { mediaType: string; kind: BodyKind; required: boolean; schema: JsonObject; encoding?: JsonObject }
  answer: { status: string; mediaType?: string; kind: BodyKind | 'none'; schema?: JsonObject; headers: string[] }
  /** Of the operation alone; the document's holds where absent. */
  security?: Record<string, string[]>[]
  deprecated: boolean
  description: string
}

export type VendorWebhook = { name: string; summary: string; schema: JsonObject }

/** What a vendor's document says, in one form whatever its version: schemas are those of OpenAPI 3.1. */
export type VendorApi = {
  title: string
  version: string
  description: string
  /** Absent where the document names none, or one relative to a file. */
  server?: string
  operations: VendorOperation[]
  webhooks: VendorWebhook[]
  /** By name; they refer to one another as `#/components/schemas/Name`. */
  schemas: Record<string, JsonObject>
  security: Record<string, string[]>[]
  securitySchemes: Record<string, JsonObject>
  /** What in the document was not as it should be, and was borne. */
  notes: string[]
}

export const SCHEMA_REF = '#/components/schemas/'
