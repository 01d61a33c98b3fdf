const TOKEN = 'gantry-token'

/** A failed call, as RFC 9457 tells it: the message is a business sentence. `status` is 0 where no answer came. */
export class Problem extends Error {
  constructor({ title, status, code, detail, errors = [], correlation }) {
    super(title)
    Object.assign(this, { status, code, detail, errors, correlation })
  }
}

/** The access token lives in this tab alone, until it is closed. */
export const keepToken = (token) => sessionStorage.setItem(TOKEN, token)

/** Calls the API mounted at `base`, e.g. `/experience/control-tower/v1`; rejects with a `Problem`. */
export function createApi(base) {
  async function call(method, path, { query = {}, body, signal, key } = {}) {
    const url = new URL(base + path, location.origin)
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value)
    const token = sessionStorage.getItem(TOKEN)
    let response
    try {
      response = await fetch(url, {
        method,
        signal,
        headers: {
          accept: 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      if (signal?.aborted) throw cause
      throw new Problem({ title: 'Gantry cannot be reached.', status: 0, code: 'unreachable', detail: cause.message })
    }
    const answer = await response.json().catch(() => undefined)
    if (response.ok && answer !== undefined) return answer
    throw new Problem(
      answer?.title
        ? answer
        : { title: 'Gantry gave no usable answer.', status: response.status, code: 'unusable-answer' },
    )
  }
  return {
    get: (path, query, signal) => call('GET', path, { query, signal }),
    /** With the same `key` the same request takes effect once, however often it is sent. */
    post: (path, body, key) => call('POST', path, { body, key }),
  }
}
