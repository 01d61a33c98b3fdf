import { isDatabaseUnavailable } from '../database/failure.ts'
import { pause } from './attempt.ts'

const AGAIN_MS = 250
const GIVE_UP_MS = 30_000

/**
 * Repeats a write while the database is away: what was done at a vendor is not to be done again for want of a place to
 * note it. Only for writes that the epoch fences, and that change nothing where the lost answer was a yes.
 */
export function throughOutage<T>(write: (again: boolean) => Promise<T>): Promise<T> {
  const until = Date.now() + GIVE_UP_MS
  const again = async (error: unknown): Promise<T> => {
    if (!isDatabaseUnavailable(error) || Date.now() > until) throw error
    await pause(AGAIN_MS)
    return write(true).catch(again)
  }
  return write(false).catch(again)
}
