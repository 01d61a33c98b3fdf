import { unexpected } from './failure.ts'

/** A request within a `$batch`; `path` is relative to the service's root. */
export type BatchRequest = { method: string; path: string; headers?: Record<string, string>; body?: object }
export type BatchAnswer = { status: number; body: string }

const OUTER = 'gantry-batch'
const INNER = 'gantry-changes'

/**
 * Multipart bodies of `$batch`, the same in both versions (OData V2, "Batch Processing"; OData V4.01 part 1, 11.7.7).
 * Reads stand alone; changes stand in a change set, all of which happen or none.
 */
export const batchOfReads = (reads: readonly BatchRequest[]) => ({
  contentType: `multipart/mixed; boundary=${OUTER}`,
  body: joined(OUTER, reads.map(part)),
})

export const batchOfChanges = (changes: readonly BatchRequest[]) => ({
  contentType: `multipart/mixed; boundary=${OUTER}`,
  body: joined(OUTER, [
    `Content-Type: multipart/mixed; boundary=${INNER}\r\n\r\n${joined(
      INNER,
      changes.map((change, index) => part(change, String(index + 1))),
    )}`,
  ]),
})

const joined = (boundary: string, parts: string[]): string =>
  `${parts.map((each) => `--${boundary}\r\n${each}\r\n`).join('')}--${boundary}--\r\n`

function part({ method, path, headers = {}, body }: BatchRequest, id?: string | number): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const all = {
    accept: 'application/json',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    }),
    ...headers,
  }
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(typeof id === 'string' ? [`Content-ID: ${id}`] : []),
    '',
    `${method} ${path} HTTP/1.1`,
    ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
    '',
    text,
  ].join('\r\n')
}

/** The answers within, in order. A change set that failed has one answer: its failure. */
export function answersIn(contentType: string | null, text: string): BatchAnswer[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType ?? '')?.[1]
  if (!boundary) throw unexpected('$batch', `content type ${contentType}`)
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`).slice(1)
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => {
      const [head, inner] = halves(piece)
      const nested = /content-type:\s*(multipart\/mixed[^\r\n]*)/i.exec(head)?.[1]
      if (nested) return answersIn(nested, inner)
      const status = /^\s*HTTP\/1\.1 (\d{3})/.exec(inner)?.[1]
      if (!status) throw unexpected('$batch', 'a part without a status')
      return [{ status: Number(status), body: halves(inner.trimStart())[1].trim() }]
    })
}

/** Before and after the first empty line. */
function halves(text: string): [string, string] {
  const at = text.indexOf('\r\n\r\n')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 4)]
}
