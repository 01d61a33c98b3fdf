/** What is to be told to whoever owns endpoints; `id` is the `webhook-id` that is sent, the same for every repeat. */
export type Message = { id: string; owner: string; type: string; body: string; correlation: string; at: Date }

/** Standard Webhooks 1.0, "Payload structure". */
export const bodyOf = (type: string, at: Date, data: object): string =>
  JSON.stringify({ type, timestamp: at.toISOString(), data })
