import { randomUUID } from 'node:crypto'
import type { FailingPart } from '@gantry/core/sandbox/failing-part'
import type { Service } from './entity.ts'
import { Refusal } from './refusal.ts'
import { type Answer, answer, type Request, refusal } from './service.ts'
import type { Unit } from './unit.ts'

type Part = { headers: Record<string, string>; body: string }

/**
 * `$batch` as multipart/mixed (OData V2 "Batch Processing", V4.01 part 1, 11.7.7). Each request outside of a change set
 * is a unit of its own; a change set is one unit, and where one of its requests fails its only answer is that failure.
 */
export function batch(service: Service, begin: () => Unit, request: Request, failing: FailingPart): Answer {
  failing.batch()
  const boundary = boundaryOf(request.headers['content-type'])
  const parts = partsOf(request.body, boundary)
  const outer = `response-${randomUUID()}`
  const answers = parts.map((part) => {
    const type = part.headers['content-type'] ?? ''
    if (type.startsWith('multipart/mixed')) return changeSet(service, begin, request, part, failing)
    const unit = begin()
    const answered = answerPart(service, unit, innerRequest(service, request, part.body), failing)
    if (answered.status < 400) unit.commit()
    return asPart(answered, part.headers['content-id'])
  })
  return { status: service.version === 'V2' ? 202 : 200, headers: multipart(outer), body: joined(answers, outer) }
}

const PASSING = {
  read: new Refusal(500, '/IWBEP/CX_MGW_TECH_EXCEPTION', 'An exception was raised'),
  change: new Refusal(400, 'M3/024', 'The record is currently being processed by user MILLER'),
}
const LASTING = new Refusal(400, 'ZGTY/001', 'A check of the company does not allow this')

function answerPart(service: Service, unit: Unit, request: Request, failing: FailingPart): Answer {
  const fails = failing.part()
  if (fails === undefined) return answer(service, unit, request)
  return refusal(service, fails === 'lasting' ? LASTING : PASSING[request.method === 'GET' ? 'read' : 'change'])
}

function changeSet(service: Service, begin: () => Unit, request: Request, part: Part, failing: FailingPart): string {
  const unit = begin()
  const answers: string[] = []
  for (const change of partsOf(part.body, boundaryOf(part.headers['content-type']))) {
    const answered = answerPart(service, unit, innerRequest(service, request, change.body), failing)
    // The unit is dropped: nothing of the change set happened.
    if (answered.status >= 400) return asPart(answered, change.headers['content-id'])
    answers.push(asPart(answered, change.headers['content-id']))
  }
  unit.commit()
  const boundary = `changeset-${randomUUID()}`
  return `Content-Type: ${multipart(boundary)['content-type']}\r\n\r\n${joined(answers, boundary)}`
}

const multipart = (boundary: string) => ({ 'content-type': `multipart/mixed; boundary=${boundary}` })

const joined = (parts: string[], boundary: string): string =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`

function asPart({ status, headers, body }: Answer, contentId: string | undefined): string {
  const lines = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId ? [`Content-ID: ${contentId}`] : []),
    '',
    `HTTP/1.1 ${status} ${status < 400 ? 'OK' : 'Error'}`,
    ...Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '',
    body,
  ]
  return lines.join('\r\n')
}

function boundaryOf(contentType: string | undefined): string {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType ?? '')?.[1]
  if (!boundary) throw new Refusal(400, '/IWFND/CM_BEC/026', 'The batch names no boundary')
  return boundary
}

function partsOf(text: string, boundary: string): Part[] {
  const pieces = `\n${text.replaceAll('\r\n', '\n')}`.split(`\n--${boundary}`)
  if (pieces.length < 2) throw new Refusal(400, '/IWFND/CM_BEC/026', 'The batch does not hold its boundary')
  return pieces
    .slice(1)
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => headed(piece.replace(/^[^\n]*\n/, '')))
}

/** Header lines, an empty line, and the rest. */
function headed(text: string): Part {
  const at = text.startsWith('\n') ? 0 : text.indexOf('\n\n') + 1
  const head = at > 0 ? text.slice(0, at) : at === 0 && !text.startsWith('\n') ? text : ''
  const headers = Object.fromEntries(
    head
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { headers, body: head === text ? '' : text.slice(at + 1) }
}

/** The request line's address is relative to the service's root. */
function innerRequest(service: Service, outer: Request, text: string): Request {
  const [line, ...rest] = text.split('\n')
  const [, method, address] = /^([A-Z]+) (\S+) HTTP\/1\.1\s*$/.exec(line ?? '') ?? []
  if (!method || !address) throw new Refusal(400, '/IWFND/CM_BEC/026', `Not a request: ${line}`)
  const { headers, body } = headed(rest.join('\n'))
  const relative = address
    .replace(/^https?:\/\/[^/]+/, '')
    .replace(`${service.path}/`, '')
    .replace(/^\//, '')
  const [path, query] = relative.split('?')
  return {
    method,
    path: path!,
    query: new URLSearchParams(query ?? ''),
    headers,
    body: body.trimEnd(),
    base: outer.base,
  }
}
