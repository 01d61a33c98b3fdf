/** The largest request body accepted, in bytes. */
export const BODY_LIMIT = 1024 * 1024

/** The longest `x-correlation-id` that is taken, in characters. */
export const CORRELATION_LIMIT = 255
