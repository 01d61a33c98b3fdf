import type { JsonObject } from '../contracts-diff/document.ts'
import { isObject, objectOf, textOf } from '../contracts-diff/document.ts'
import type { VendorApi } from './vendor-api.ts'

/** A field of the connector's configuration. */
export type Setting = { name: string; secret: boolean; about?: string; preset?: string }

/** How the generated connector proves who it is. */
export type AuthorizationPlan = {
  settings: Setting[]
  imports: string[]
  /** The expression that makes the `Authorization`, over `config` and `auth`; absent where nothing is sent in a header. */
  expression?: string
  /** A key that the vendor wants in the query. */
  query?: { name: string; setting: string }
  cookie?: { name: string; setting: string }
  /** Of the sandbox, by the name that its authentication knows, from a setting. */
  sandbox: Record<string, string>
  /** What the author should know of the choice. */
  note?: string
}

const key: Setting = { name: 'apiKey', secret: true }

/** How the vendor lets a program in: the first way of the document that needs no person. */
export function authorizationOf(api: VendorApi): AuthorizationPlan {
  const named =
    api.security.length > 0 ? api.security : api.operations.flatMap(({ security }) => security ?? []).slice(0, 50)
  const ways = named.length > 0 ? named : Object.keys(api.securitySchemes).map((name) => ({ [name]: [] as string[] }))
  const plans = ways
    .filter((way) => Object.keys(way).length > 0)
    .map((way) =>
      planOf(Object.entries(way).map(([name, scopes]) => ({ scheme: objectOf(api.securitySchemes[name]), scopes }))),
    )
  const [best] = plans.toSorted((a, b) => b.rank - a.rank)
  return (
    best?.plan ?? {
      settings: [],
      imports: [],
      sandbox: {},
      note: 'The document names no way to sign in: nothing is sent.',
    }
  )
}

type Ranked = { plan: AuthorizationPlan; rank: number }

function planOf(schemes: { scheme: JsonObject; scopes: string[] }[]): Ranked {
  const [main, ...others] = schemes
    .map(({ scheme, scopes }) => schemePlan(scheme, scopes))
    .toSorted((a, b) => b.rank - a.rank)
  const plan = main!.plan
  // A second key beside the first, such as an application's: it goes with every request.
  for (const { plan: other } of others) {
    if (other.query) plan.query ??= other.query
    else if (other.expression && plan.expression === undefined) Object.assign(plan, other)
  }
  return { plan, rank: main!.rank - others.length * 0.1 }
}

function schemePlan(scheme: JsonObject, scopes: string[]): Ranked {
  switch (scheme.type) {
    case 'oauth2':
      return oauthPlan(scheme, scopes)
    case 'http':
      return /^basic$/i.test(String(scheme.scheme)) ? basicPlan() : tokenPlan(2)
    case 'apiKey':
      return keyPlan(scheme)
    case 'openIdConnect':
      return tokenPlan(1, 'The document names OpenID Connect: a token is taken as it is, and nobody renews it.')
    default:
      return {
        rank: 0,
        plan: {
          settings: [],
          imports: [],
          sandbox: {},
          note: `The document asks for ${scheme.type}: nothing is sent.`,
        },
      }
  }
}

const basicPlan = (): Ranked => ({
  rank: 2.5,
  plan: {
    settings: [
      { name: 'user', secret: false },
      { name: 'password', secret: true },
    ],
    imports: ["import { basic } from '@gantry/core/connector/auth/basic'"],
    expression: 'basic({ user: config.user, password: config.password })',
    sandbox: { user: 'user', password: 'password' },
  },
})

const tokenPlan = (rank: number, note?: string): Ranked => ({
  rank,
  plan: {
    settings: [{ name: 'token', secret: true }],
    imports: ["import { apiKey } from '@gantry/core/connector/auth/api-key'"],
    expression: 'apiKey({ key: config.token })',
    sandbox: { token: 'token' },
    ...(note && { note }),
  },
})

function keyPlan(scheme: JsonObject): Ranked {
  const name = textOf(scheme.name) ?? 'x-api-key'
  const sandbox = { apiKey: 'apiKey' }
  if (scheme.in === 'query')
    return { rank: 3, plan: { settings: [key], imports: [], query: { name, setting: 'apiKey' }, sandbox } }
  if (scheme.in === 'cookie')
    return { rank: 2, plan: { settings: [key], imports: [], cookie: { name, setting: 'apiKey' }, sandbox } }
  const bare = /^authorization$/i.test(name)
  const about = bare ? { about: 'The whole value of the header, its scheme included.' } : {}
  return {
    rank: 3,
    plan: {
      settings: [{ ...key, ...about }],
      imports: ["import { apiKey } from '@gantry/core/connector/auth/api-key'"],
      expression: `apiKey({ key: config.apiKey, header: ${JSON.stringify(name.toLowerCase())}, scheme: '' })`,
      sandbox,
    },
  }
}

function oauthPlan(scheme: JsonObject, scopes: string[]): Ranked {
  const flows = objectOf(scheme.flows)
  const { clientCredentials } = flows
  if (!isObject(clientCredentials))
    return tokenPlan(
      1,
      'Every OAuth flow of the document needs a person: a token is taken as it is. See core/connector/auth/authorization-code.ts.',
    )
  const tokenUrl = textOf(clientCredentials.tokenUrl)
  const absolute = tokenUrl && URL.canParse(tokenUrl) && /^https?:/.test(tokenUrl) ? tokenUrl : undefined
  return {
    rank: 4,
    plan: {
      settings: [
        { name: 'clientId', secret: false },
        { name: 'clientSecret', secret: true },
        { name: 'tokenUrl', secret: false, ...(absolute && { preset: absolute }) },
      ],
      imports: ["import { clientCredentials } from '@gantry/core/connector/auth/client-credentials'"],
      expression: `clientCredentials(auth, {
        tokenUrl: config.tokenUrl,
        clientId: config.clientId,
        client: { method: 'post', secret: config.clientSecret },${scopes.length > 0 ? `\n        scope: ${JSON.stringify(scopes.join(' '))},` : ''}
      })`,
      sandbox: { clientId: 'clientId', clientSecret: 'clientSecret' },
    },
  }
}
