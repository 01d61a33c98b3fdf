import type { MiddlewareHandler } from 'hono'

type Content = { type: string; text: string }

/** One request and its answer, without headers: those hold credentials. */
export type Heard = {
  method: string
  path: string
  query: [string, string][]
  sent?: Content
  status: number
  answered?: Content
}

/** Tells of each request of the vendor's API and of its answer, bodies as text. */
export function hearing(heard: (exchange: Heard) => void): MiddlewareHandler {
  return async (c, next) => {
    const { pathname, searchParams } = new URL(c.req.url)
    if (pathname.startsWith('/_sandbox')) return next()
    const request = c.req.raw.clone()
    const sent = await textOf(request.headers, () => request.text())
    await next()
    const { status } = c.res
    const response = c.res.clone()
    const answered = await textOf(response.headers, () => response.text())
    heard({
      method: c.req.method,
      path: pathname,
      query: [...searchParams],
      ...(sent && { sent }),
      status,
      ...(answered && { answered }),
    })
  }
}

/** An answer that a fault cuts off has no text that could be told. */
async function textOf(headers: Headers, read: () => Promise<string>): Promise<Content | undefined> {
  const text = await read().catch(() => '')
  return text === '' ? undefined : { type: headers.get('content-type') ?? '', text }
}
