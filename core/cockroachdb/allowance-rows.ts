import { IS_NEWS, TOLD, valuesOf } from '../connector/allowance-news.ts'
import { type AllowanceRows, GIVE_BACK, type Hear } from '../connector/allowance-rows.ts'
import { OwnConnection } from '../database/own-connection.ts'
import { withSetting } from '../database/settings.ts'
import { addressFor } from './dialect.ts'
import { lease } from './lease.ts'

/** There are no notices: whoever has or wants a share looks this often. */
const LOOKS_EACH_MS = 500

const TELL = { name: 'gantry-tell', text: `with told as (${TOLD}) select true as news from told where ${IS_NEWS}` }

/**
 * A lease takes several statements here (`lease`): a worker that is stopped between them keeps the connection's row from
 * the others, for three seconds at most. Then the database ends its session, and the lease with it.
 */
export function cockroachRows(url: string, hear: Hear): AllowanceRows {
  const address = withSetting(addressFor('cockroachdb', url), 'idle_in_transaction_session_timeout', '3s')
  const connection = new OwnConnection({ connectionString: address, application_name: 'gantry-allowances' })
  const looking = setInterval(() => hear(), LOOKS_EACH_MS).unref()
  return {
    lease: (whose, limits, ask) => lease(connection, whose, limits, ask),
    tell: async (whose, limits, news) => {
      const told = await connection.ask({ ...TELL, values: valuesOf(whose, limits, news) })
      if (told.length > 0) hear(whose.name)
    },
    close: (worker) => {
      clearInterval(looking)
      return connection.close({ text: GIVE_BACK, values: [worker] })
    },
  }
}
