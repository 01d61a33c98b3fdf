/** SQLSTATE classes in which the connection or the server is at fault, not the statement. */
const INFRASTRUCTURE = /^(08|53|57P|58|XX)/

/** Whether Postgres went away (restart, lost connection, too many connections): the same statement may work later. */
export function isDatabaseUnavailable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const code = (thrown as { code?: unknown }).code
  if (typeof code === 'string')
    return INFRASTRUCTURE.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT'].includes(code)
  return /Connection terminated|Client has encountered a connection error|not queryable|timeout exceeded when trying to connect/.test(
    thrown.message,
  )
}

/** A deadlock or serialization failure: the transaction did nothing and may be repeated at once. */
export const isConflict = (thrown: unknown): boolean =>
  ['40001', '40P01'].includes((thrown as { code?: string }).code ?? '')
