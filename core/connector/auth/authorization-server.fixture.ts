import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Configuration, Provider } from 'oidc-provider'

export const SCOPE = 'api'
/** The API that tokens are for: it has them as JWTs of no use, so that they are opaque to us. */
const RESOURCE = 'urn:example:api'

export type AuthorizationServer = {
  url: string
  provider: Provider
  /** How often each grant type was asked for. */
  asked: Map<string, number>
  /** Whether the API behind it takes this token. */
  accepts: (token: string) => Promise<boolean>
  revoke: (token: string) => Promise<void>
  close: () => Promise<void>
}

/** oidc-provider on loopback; whoever comes to its page consents at once. */
export async function startAuthorizationServer(
  clients: Configuration['clients'],
  { tokenLifeS = 600, configuration = {} as Configuration } = {},
): Promise<AuthorizationServer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, {
    clients: clients ?? [],
    scopes: [SCOPE, 'offline_access'],
    ttl: {
      ClientCredentials: tokenLifeS,
      AccessToken: tokenLifeS,
      Grant: 3600,
      Session: 3600,
      Interaction: 600,
      RefreshToken: 3600,
      IdToken: 600,
    },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    interactions: { url: (_, interaction) => `/consent/${interaction.uid}` },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => RESOURCE,
        getResourceServerInfo: async () => ({ scope: SCOPE, audience: RESOURCE, accessTokenFormat: 'opaque' }),
        useGrantedResource: async () => true,
      },
      ...configuration.features,
    },
    ...configuration,
  })
  const asked = new Map<string, number>()
  provider.on('grant.success', ({ oidc }) => count(oidc.params?.grant_type))
  provider.on('grant.error', ({ oidc }) => count(oidc.params?.grant_type))
  const count = (type: unknown) => asked.set(String(type), (asked.get(String(type)) ?? 0) + 1)
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/consent/')) return next()
    const { params } = await provider.interactionDetails(context.req, context.res)
    const grant = new provider.Grant({ accountId: 'user', clientId: params.client_id as string })
    grant.addOIDCScope(`openid offline_access ${SCOPE}`)
    grant.addResourceScope(RESOURCE, SCOPE)
    const result = { login: { accountId: 'user' }, consent: { grantId: await grant.save() } }
    await provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: false })
    context.respond = false
  })
  server.on('request', provider.callback())
  const find = async (token: string) =>
    (await provider.ClientCredentials.find(token)) ?? (await provider.AccessToken.find(token))
  return {
    url,
    provider,
    asked,
    accepts: async (token) => (await find(token))?.isExpired === false,
    revoke: async (token) => void (await (await find(token))?.destroy()),
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
