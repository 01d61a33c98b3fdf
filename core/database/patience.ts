import { Socket } from 'node:net'

/** How long a new connection, or a place in the pool, is waited for. */
const CONNECT_WITHIN_MS = 20_000
/** No statement of the engine takes nearly as long. */
const ANSWER_WITHIN_MS = 40_000

/**
 * What a pool of connections waits for, and no longer: a far end that went without a word would hold a statement, and all
 * that queue up behind it, for ever. A connection that was silent for `answerWithinMs` is lost; 0 where it may take any
 * time. pg's own `query_timeout` would fail the statement alone, and give its connection to the next one, to wait in turn.
 */
export const patience = (answerWithinMs = ANSWER_WITHIN_MS) => ({
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  // Shorter: a connection that idles is not to be taken for one that fell silent.
  idleTimeoutMillis: answerWithinMs > 0 ? Math.min(30_000, answerWithinMs / 2) : 30_000,
  keepAlive: true,
  stream: () => {
    const socket = new Socket()
    return socket.setTimeout(answerWithinMs, () => socket.destroy(new Silent('Postgres did not answer in time.')))
  },
})

/** Told apart by its code, as what else goes wrong with a socket. */
class Silent extends Error {
  readonly code = 'ETIMEDOUT'
}
