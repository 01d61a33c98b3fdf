import type { ConnectContext, Fetch } from '@gantry/core/connector'
import { basic } from '@gantry/core/connector/auth/basic'
import { clientCredentials } from '@gantry/core/connector/auth/client-credentials'
import { csrfSession } from '@gantry/core/connector/auth/csrf-session'
import { LRUCache } from 'lru-cache'
import { type Company, createCompany } from './company.ts'
import type { Customizing } from './customizing.ts'
import { createODataClient, type ODataClient } from './odata.ts'
import { COMPANIES } from './services.ts'

export type Config = {
  baseUrl: string
  user?: string | undefined
  password?: string | undefined
  tokenUrl?: string | undefined
  clientId?: string | undefined
  clientSecret?: string | undefined
  confirmationUser: string
  confirmationPassword: string
  customizing: Customizing
}

/** One opened system. */
export type Sap = {
  odata: ODataClient
  /** For SOAP: with credentials, without a session. */
  fetch: Fetch
  baseUrl: string
  company: Company
  customizing: Customizing
  /** Account numbers by our reference. */
  customers: LRUCache<string, string>
  exclusively: ConnectContext<Config>['exclusively']
  heard: ConnectContext<Config>['heard']
}

export function openSap({ config, authorized, auth, exclusively, heard }: ConnectContext<Config>): Sap {
  const { user, password, tokenUrl, clientId, clientSecret, customizing } = config
  const baseUrl = config.baseUrl.replace(/\/$/, '')
  const over =
    tokenUrl && clientId && clientSecret
      ? clientCredentials(auth, { tokenUrl, clientId, client: { method: 'basic', secret: clientSecret } })
      : basic({ user: user ?? '', password: password ?? '' })
  // SAP's sessions and tokens hold for all of its OData services.
  const session = csrfSession(auth, { url: `${baseUrl}${COMPANIES.path}/`, over })
  const odata = createODataClient(authorized(session), baseUrl)
  return {
    odata,
    fetch: authorized(over),
    baseUrl,
    company: createCompany(odata, customizing),
    customizing,
    customers: new LRUCache({ max: 10_000 }),
    exclusively,
    heard,
  }
}
