import type { Fetch } from '@gantry/core/connector'
import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import type { Reservation } from '../../system-apis/warehouse/contract.ts'

export const VENDOR = 'Depot'

/** A hold as Depot writes it. */
const Hold = z.object({
  hold_id: z.string(),
  external_ref: z.string(),
  article: z.string(),
  pieces: z.int(),
  status: z.enum(['HELD', 'FREED']),
})
const Fault = z.object({ fault: z.string(), text: z.string() })

/** The few calls of Depot that are used: its words in, ours out. */
export class Depot {
  readonly #base: string
  readonly #fetch: Fetch

  constructor(baseUrl: string, fetch: Fetch) {
    this.#base = baseUrl.replace(/\/$/, '')
    this.#fetch = fetch
  }

  /** An upsert by our reference: a repeat finds the hold that is there. */
  reserve(reference: string, { sku, quantity }: { sku: string; quantity: number }): Promise<Reservation> {
    return this.#send('PUT', pathOf(reference), { article: sku, pieces: quantity })
  }

  get(reference: string): Promise<Reservation> {
    return this.#send('GET', pathOf(reference))
  }

  release(reference: string): Promise<Reservation> {
    return this.#send('POST', `${pathOf(reference)}/free`)
  }

  async #send(method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<Reservation> {
    const response = await this.#fetch(this.#base + path, {
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw failureOf(response, answer)
    const { data } = Hold.safeParse(answer)
    if (data) return reservationOf(data)
    throw new IntegrationError('vendor-answer-lost', `${VENDOR} answered, and the answer cannot be read.`, {
      kind: 'transient',
      detail: `${method} ${path}: ${response.status}`,
      outcomeUnknown: method !== 'GET',
    })
  }
}

const pathOf = (reference: string) => `/v1/holds/${encodeURIComponent(reference)}`

const reservationOf = ({ hold_id, external_ref, article, pieces, status }: z.output<typeof Hold>): Reservation => ({
  id: hold_id,
  reference: external_ref,
  sku: article,
  quantity: pieces,
  state: status === 'HELD' ? 'reserved' : 'released',
})

/** What a refusal of Depot's means to the business. */
function failureOf(response: Response, answer: unknown): IntegrationError {
  const { fault: code = '', text: message = response.statusText } = Fault.safeParse(answer).data ?? {}
  const retryAfter = response.headers.get('retry-after')
  const failure = vendorFailure({ vendor: VENDOR, status: response.status, code, message, retryAfter })
  if (code !== 'SHORT') return failure
  return new IntegrationError('out-of-stock', 'The warehouse has less than the order asks for.', {
    kind: 'data',
    team: 'logistics',
    ...(failure.detail && { detail: failure.detail }),
  })
}
