import { Tokens } from '@gantry/core/security/tokens'
import type { Landscape } from './landscape.ts'

type Answer<T> = { status: number; body: T; headers: Headers }

/** A program of a partner at the portal, with an API key of its own. */
export type Partner = {
  key: string
  ask: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer<T>>
}

/** Admits a partner as governance does: a client, its contract for the portal, a key. Its account is in the CRM. */
export async function admitPartner(landscape: Landscape, partner: string, sandbox = false): Promise<Partner> {
  const as = async (principal: string) => {
    const token = await new Tokens(landscape.identityKey).mint({ tenant: landscape.tenant, principal, scopes: ['*'] })
    return { authorization: `Bearer ${token}` }
  }
  const done = async <T>(method: string, path: string, principal: string, body: unknown): Promise<T> => {
    const answer = await landscape.call<T>(path, { method, body, headers: await as(principal) })
    if (answer.status < 300) return answer.body
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  const access = '/process/access/v1'
  const client = `${partner}-${sandbox ? 'test' : 'shop'}`
  const contract = `${access}/contracts/${client}/experience.partner-portal/1`
  await done('PUT', `/system/crm/v1/customers/${partner}`, 'asking', { name: `Partner ${partner}` })
  await done('PUT', `${access}/clients/${client}`, 'asking', {
    title: client,
    owner: 'sales',
    partner,
    roles: ['partner'],
    sandbox,
    scopes: [],
  })
  await done('PUT', `${contract}/request`, 'asking', { purpose: 'Orders of their customers.' })
  await done('POST', `${contract}/decision`, 'deciding', { decision: 'approved', reason: 'A partner of ours.' })
  const { key } = await done<{ key: string }>('POST', `${access}/clients/${client}/keys`, 'asking', { days: 1 })
  return {
    key,
    ask: async (method, path, body, headers = {}) => {
      const response = await fetch(`${landscape.url}/experience/partner-portal/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: (await response.json()) as never, headers: response.headers }
    },
  }
}
