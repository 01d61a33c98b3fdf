/** The largest request body accepted, in bytes. */
export const BODY_LIMIT = 1024 * 1024
