import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { Operation } from './contract.ts'

/** A file as an operation with `returnsFile` answers it: a name to keep it under, and its bytes in base64 (RFC 4648, 4). */
export type FileContent = { fileName: string; mediaType: string; content: string }

const JSON_TYPE = 'application/json'

/** Whether the caller would rather have the bytes (RFC 9110, 12.5.1); whoever names no type, or any, has the JSON. */
export function prefersFile(c: Context, { returnsFile }: Operation): boolean {
  if (returnsFile === undefined) return false
  const match = accepts(c, {
    header: 'Accept',
    supports: [JSON_TYPE, returnsFile],
    default: JSON_TYPE,
  })
  return match === returnsFile
}

/** The bytes of a file, for the caller to keep under its name (RFC 6266); nothing in it is shown in a page of ours. */
export function fileAnswer(c: Context, { fileName, mediaType, content }: FileContent): Response {
  c.header('content-type', mediaType)
  c.header('content-disposition', `attachment; filename="${plain(fileName)}"; filename*=UTF-8''${escaped(fileName)}`)
  return c.body(new Uint8Array(Buffer.from(content, 'base64')))
}

const plain = (name: string): string => name.replace(/[^\w.-]/g, '_')

/** RFC 8187, 3.2.1. */
const escaped = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
