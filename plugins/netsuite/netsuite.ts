import type { ConnectContext } from '@gantry/core/connector'
import { type Client, createClient } from './client.ts'
import { type Company, createCompany } from './company.ts'
import { accessTokens } from './token.ts'

export type Config = {
  account: string
  clientId: string
  certificateId: string
  privateKey: string
  baseUrl?: string | undefined
}

/** One opened account. */
export type NetSuite = {
  client: Client
  company: Company
  exclusively: ConnectContext<Config>['exclusively']
  /** Customer-subsidiary relationships seen to exist, as `customer-subsidiary`: they are asked for once. */
  related: Set<string>
}

export function openAccount({ config, authorized, auth, exclusively }: ConnectContext<Config>): NetSuite {
  const baseUrl = (config.baseUrl ?? addressOf(config.account)).replace(/\/$/, '')
  const client = createClient(authorized(accessTokens(auth, baseUrl, config)), baseUrl)
  return { client, company: createCompany(client), exclusively, related: new Set() }
}

/** `1234567_SB1` is reached at `1234567-sb1.suitetalk.api.netsuite.com`. */
const addressOf = (account: string): string =>
  `https://${account.toLowerCase().replaceAll('_', '-')}.suitetalk.api.netsuite.com`
