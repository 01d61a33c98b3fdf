import type { Call, Contract, Port } from '../contract/contract.ts'
import { asTenant } from '../database/tenant.ts'
import { IntegrationError } from '../errors/integration-error.ts'

/** Connections are one tenant's: for any other there is nothing behind them. */
export function connectedTo(tenant: string, port: Port<Contract>): Port<Contract> {
  type Ask = (input: unknown, call: Call) => Promise<unknown>
  const guarded = Object.entries(port as unknown as Record<string, Ask>).map(([id, ask]): [string, Ask] => [
    id,
    async (input, call) => {
      if (call.identity.tenant === tenant) return ask(input, call)
      throw new IntegrationError('no-connections', 'This tenant has no connections here.', {
        kind: 'policy',
        status: 404,
      })
    },
  ])
  return Object.fromEntries(guarded) as unknown as Port<Contract>
}

/** A port whose operations each answer within the tenant of their call. */
export const ofTenants = (port: unknown): unknown =>
  Object.fromEntries(
    Object.entries(port as Record<string, (input: unknown, call: Call) => unknown>).map(([id, answer]) => [
      id,
      (input: unknown, call: Call) => asTenant(call.identity.tenant, () => answer(input, call)),
    ]),
  )
