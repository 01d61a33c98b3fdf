import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Call, Client, Contract } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { Tokens } from '@gantry/core/security/tokens'
import { operations } from '@gantry/operations/contract'
import { readIdentityKey } from '../identity-key.ts'
import { projectRoot } from '../project.ts'
import { Refusal } from '../refusal.ts'

export type Operations = Client<typeof operations>
export type Reach = { url: string; token?: string | undefined; tenant: string }

/** The operations API of a Gantry that runs, and the call to ask it with. What it refuses is a `Refusal`. */
export const reachOperations = (reach: Reach): Promise<{ api: Operations; call: Call }> => reachApi(operations, reach)

/** The API of a contract, at a Gantry that runs, and the call to ask it with. What it refuses is a `Refusal`. */
export async function reachApi<C extends Contract>(
  contract: C,
  { url, token, tenant }: Reach,
): Promise<{ api: Client<C>; call: Call }> {
  if (!URL.canParse(url)) throw new Refusal(`${url} is no address.`, 'Write it as --url http://127.0.0.1:4000.')
  const identity = { tenant, principal: 'developer', scopes: ['*'] }
  const bearer = token ?? (await new Tokens(await readIdentityKey(join(projectRoot(), '.gantry'))).mint(identity, 600))
  const api = client(contract, {
    kind: 'http',
    baseUrl: url,
    fetch: (request) => fetch(request),
    token: async () => bearer,
  })
  const refusing = Object.fromEntries(
    Object.entries(api as Record<string, (input: never, call: Call) => Promise<unknown>>).map(([name, ask]) => [
      name,
      (input: never, call: Call) =>
        ask(input, call).catch((error: unknown) => {
          throw error instanceof IntegrationError && error.kind !== 'bug' ? refusalOf(error, url) : error
        }),
    ]),
  ) as Client<C>
  return { api: refusing, call: { identity, correlation: randomUUID() } }
}

const NEXT: Record<string, string> = {
  unauthenticated: 'Give a token that it knows: --token, or GANTRY_TOKEN.',
  'no-such-run': 'See those there are: pnpm gantry runs list',
  'no-such-exception': 'See those there are: pnpm gantry exceptions list',
  'no-such-approval': 'See those there are: pnpm gantry approvals list',
  'no-such-hold': 'See those that stand: pnpm gantry data holds',
  'no-such-dead-letter': 'See those there are: pnpm gantry dead-letters list',
  'not-registered': 'See those there are: pnpm gantry access list',
  'no-such-trail': 'Give a whole identifier: part of an order reference or a name finds it in the control tower.',
  'already-resolved': 'See what is still open: pnpm gantry exceptions list, pnpm gantry dead-letters list',
}

function refusalOf(error: IntegrationError, url: string): Refusal {
  const { code, message, errors, detail } = error
  if (code === 'api-unreachable')
    return new Refusal(`No Gantry answers at ${url}.`, 'Start it (npx -y pnpm@12 start), or name its address: --url', {
      cause: error,
    })
  const fields = errors?.map(({ path, message }) => `${path}: ${message}`).join(' ')
  return new Refusal(message, NEXT[code] ?? fields ?? detail ?? `See the runbook of ${code} in docs/runbooks.`, {
    cause: error,
  })
}
