import { randomUUID } from 'node:crypto'

export type Change = { method: 'POST' | 'PATCH' | 'DELETE'; url: string; body?: object }
export type Outcome = { status: number; retryAfter: string | null; body: string }

/** One changeset as the body of `POST /$batch` (OData protocol 4.0, section 11.7): all of its changes, or none. */
export function changesetOf(changes: readonly Change[]): { contentType: string; body: string } {
  const [batch, changeset] = [`batch_${randomUUID()}`, `changeset_${randomUUID()}`]
  const parts = changes.map(({ method, url, body }, index) =>
    [
      `--${changeset}`,
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      `Content-ID: ${index + 1}`,
      '',
      `${method} ${url} HTTP/1.1`,
      'Content-Type: application/json; type=entry',
      'Prefer: return=minimal',
      '',
      body === undefined ? '' : JSON.stringify(body),
      '',
    ].join('\r\n'),
  )
  const head = [`--${batch}`, `Content-Type: multipart/mixed; boundary=${changeset}`, '', '']
  return {
    contentType: `multipart/mixed; boundary=${batch}`,
    body: `${head.join('\r\n')}${parts.join('')}--${changeset}--\r\n--${batch}--\r\n`,
  }
}

const PART = /HTTP\/1\.\d (\d{3})[^\r\n]*\r?\n(?:((?:[^\r\n]+\r?\n)*)\r?\n)?(.*?)(?=\r?\n--|$)/gs

/** What became of each change; a changeset that failed has one answer for all. */
export const outcomesIn = (body: string): Outcome[] =>
  [...body.matchAll(PART)].map(([, status, headers, content]) => ({
    status: Number(status),
    retryAfter: /^retry-after: *(.+)$/im.exec(headers ?? '')?.[1]?.trim() ?? null,
    body: content?.trim() ?? '',
  }))
