/** A request as it is about to be sent. */
export type FuzzRequest = {
  /** `process.operations.listRuns`. */
  operation: string
  method: string
  /** With `{name}` where a parameter of the path stands. */
  path: string
  params: Record<string, string>
  /** A name may come twice. */
  query: [name: string, value: string][]
  headers: Record<string, string>
  /** A value is sent as JSON, bytes as they are. */
  body?: { json: unknown } | { raw: string | Uint8Array }
}

export async function send(base: string, request: FuzzRequest, authorization: string): Promise<Response> {
  const { method, path, params, query, headers, body } = request
  const where = path.replace(/\{(\w+)\}/g, (_, name) => escaped(params[name] ?? ''))
  const asked = query.map((pair) => pair.map(escaped).join('=')).join('&')
  const sent = body && ('json' in body ? JSON.stringify(body.json) : body.raw)
  return fetch(`${base}${where}${asked && `?${asked}`}`, {
    method,
    headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers, authorization },
    redirect: 'manual',
    signal: AbortSignal.timeout(60_000),
    ...(sent !== undefined && { body: sent as string }),
  })
}

/** What is a percent sign already stays one: broken escapes are sent as they are. */
const escaped = (text: string): string =>
  text.includes('%') ? text.replaceAll(/[^\x21-\x7e]|[#?&=]/g, encoded) : encoded(text)

/** Half a surrogate pair cannot be written in UTF-8. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed())
