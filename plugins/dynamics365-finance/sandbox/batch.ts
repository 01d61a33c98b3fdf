import { randomUUID } from 'node:crypto'
import { Refusal } from './problem.ts'
import type { Answer, Request } from './service.ts'

type Part = { headers: Map<string, string>; body: string }
/** What a batch holds: single requests, and changesets whose requests stand or fall together. */
export type Operation = { request: Request } | { changeset: { id: string | undefined; request: Request }[] }

/** `POST /$batch` (OData protocol 4.0, section 11.7): multipart, with changesets. */
export function operationsIn(base: string, contentType: string, body: string): Operation[] {
  return partsOf(contentType, body).map((part) => {
    const type = part.headers.get('content-type') ?? ''
    if (!type.startsWith('multipart/mixed')) return { request: requestIn(base, part) }
    return {
      changeset: partsOf(type, part.body).map((each) => ({
        id: each.headers.get('content-id'),
        request: requestIn(base, each),
      })),
    }
  })
}

function partsOf(contentType: string, body: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1]
  if (!boundary) throw new Refusal(400, 'The content type of a batch names no boundary.')
  const [, ...rest] = `\r\n${body.replaceAll(/\r?\n/g, '\r\n')}`.split(`\r\n--${boundary}`)
  return rest.filter((part) => !part.startsWith('--')).map((part) => partIn(part.replace(/^\s*?\r\n/, '')))
}

function partIn(text: string): Part {
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  const headers = new Map(
    head
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
      }),
  )
  return { headers, body: end < 0 ? '' : text.slice(end + 4) }
}

function requestIn(base: string, part: Part): Request {
  const [first = ''] = part.body.trimStart().split('\r\n')
  const line = /^(GET|POST|PATCH|DELETE|PUT) (.+?)(?: HTTP\/\d\.\d)?$/.exec(first.trim())
  if (!line) throw new Refusal(400, `A batch holds no request where one is expected: ${first}`)
  const url = new URL(line[2]!, `${base}/`)
  const path = decodeURIComponent(url.pathname).replace(/^\/data\//, '')
  const { headers, body } = partIn(part.body.trimStart().slice(first.length + 2))
  return {
    method: line[1]!,
    path,
    query: url.searchParams,
    headers: (name) => headers.get(name),
    body: body.trim(),
  }
}

export type Result = Answer | { changeset: { id: string | undefined; answer: Answer }[] }

export function batchAnswer(results: readonly Result[]): { contentType: string; body: string } {
  const boundary = `batchresponse_${randomUUID()}`
  const parts = results.map((result) => {
    if (!('changeset' in result)) return httpPart(result)
    const inner = `changesetresponse_${randomUUID()}`
    const answers = result.changeset.map(({ id, answer }) => httpPart(answer, id))
    return `Content-Type: multipart/mixed; boundary=${inner}\r\n\r\n${multipart(inner, answers)}`
  })
  return { contentType: `multipart/mixed; boundary=${boundary}`, body: multipart(boundary, parts) }
}

const multipart = (boundary: string, parts: readonly string[]): string =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`

function httpPart({ status, headers, body }: Answer, id?: string): string {
  const head = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(id === undefined ? [] : [`Content-ID: ${id}`]),
  ]
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [...head, '', `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`, ...lines, '', body ?? ''].join('\r\n')
}

const REASONS: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  412: 'Precondition Failed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
}
