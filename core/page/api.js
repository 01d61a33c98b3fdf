/** A failed call, as RFC 9457 tells it: the message is a business sentence. `status` is 0 where no answer came. */
export class Problem extends Error {
  constructor({ title, status, code, detail, errors = [], correlation }) {
    super(title)
    Object.assign(this, { status, code, detail, errors, correlation })
  }
}

let session

/** Who is signed in, and the token that changes are sent with; read once. */
export function readSession() {
  session ??= fetch('/session')
    .then((response) => response.json())
    .catch(() => {
      session = undefined
      return {}
    })
  return session
}

/** Signs in with an access token or API key, which this page does not keep; rejects with a `Problem`. */
export const signIn = (token) => changeSession('POST', { token })

export const signOut = () => changeSession('DELETE')

async function changeSession(method, body) {
  const { csrf } = await readSession()
  const response = await fetch('/session', {
    method,
    headers: { 'content-type': 'application/json', ...(csrf && { 'x-csrf-token': csrf }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await response.json().catch(() => ({ title: 'Gantry gave no usable answer.' }))
  if (!response.ok) throw new Problem({ ...answer, status: response.status })
  session = Promise.resolve(answer)
}

const nameOf = (response) =>
  decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'file')

/**
 * Calls the API mounted at `base`, e.g. `/experience/control-tower/v1`; rejects with a `Problem`. `heard` hears of the headers
 * of each answer.
 */
export function createApi(base, { heard = () => {} } = {}) {
  async function call(method, path, { query = {}, body, signal, key, accept = 'application/json' } = {}) {
    const url = new URL(base + path, location.origin)
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value)
    const { csrf } = method === 'GET' ? {} : await readSession()
    let response
    try {
      response = await fetch(url, {
        method,
        signal,
        headers: {
          accept,
          ...(csrf && { 'x-csrf-token': csrf }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      if (signal?.aborted) throw cause
      throw new Problem({ title: 'Gantry cannot be reached.', status: 0, code: 'unreachable', detail: cause.message })
    }
    heard(response.headers)
    if (response.ok && response.headers.get('content-type') === accept && accept !== 'application/json')
      return { blob: await response.blob(), fileName: nameOf(response) }
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
    /** A file as it is, with the name to keep it under. */
    file: (path, mediaType) => call('GET', path, { accept: mediaType }),
    /** With the same `key` the same request takes effect once, however often it is sent. */
    post: (path, body, key) => call('POST', path, { body, key }),
    put: (path, body) => call('PUT', path, { body }),
    remove: (path) => call('DELETE', path),
  }
}
