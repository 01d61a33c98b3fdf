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
  /** Keys that go with every request as they are: in the query, in a cookie, or in a header beside the first. */
  always: { in: KeyPlace; name: string; setting: string }[]
  /** What all of it sends, as `header x-api-key`. */
  sends: string[]
  /** Whether tokens are issued, which end. */
  expires: boolean
  /** What the author should know of the choice. */
  note?: string
}

type KeyPlace = 'header' | 'query' | 'cookie'

/** How the vendor lets a program in: the first way of the document that needs no person. */
export function authorizationOf(api: VendorApi): AuthorizationPlan {
  const named =
    api.security.length > 0 ? api.security : api.operations.flatMap(({ security }) => security ?? []).slice(0, 50)
  const ways = named.length > 0 ? named : Object.keys(api.securitySchemes).map((name) => ({ [name]: [] as string[] }))
  const plans = ways
    .filter((way) => Object.keys(way).length > 0)
    .map((way) =>
      planOf(
        Object.entries(way).map(([name, scopes]) => ({ name, scheme: objectOf(api.securitySchemes[name]), scopes })),
      ),
    )
  const [best] = plans.toSorted((a, b) => b.rank - a.rank)
  return best?.plan ?? { ...NOTHING, note: 'The document names no way to sign in: nothing is sent.' }
}

const NOTHING: AuthorizationPlan = { settings: [], imports: [], always: [], sends: [], expires: false }

/** `key` is what the expression of a plain key sends, so that it can go beside another. */
type Ranked = { plan: AuthorizationPlan; rank: number; key?: AuthorizationPlan['always'][number] }

/** All that one way asks for together: an application's key beside a user's, say. */
function planOf(schemes: { name: string; scheme: JsonObject; scopes: string[] }[]): Ranked {
  const keys = schemes.filter(({ scheme }) => scheme.type === 'apiKey')
  const named = ({ name, scheme, scopes }: (typeof schemes)[number]) =>
    schemePlan(scheme, scopes, keys.length > 1 ? name : 'apiKey')
  const [main, ...others] = schemes.map(named).toSorted((a, b) => b.rank - a.rank)
  const plan = { ...main!.plan }
  for (const { plan: other, key } of others) {
    plan.always = [...plan.always, ...other.always]
    if (plan.expression === undefined) {
      plan.imports = other.imports
      if (other.expression) plan.expression = other.expression
    } else if (key) plan.always = [...plan.always, key]
    // Of two tokens or passwords only one can stand in the header.
    else if (other.expression) continue
    const known = new Set(plan.settings.map(({ name }) => name))
    plan.sends = [...plan.sends, ...other.sends]
    plan.settings = [...plan.settings, ...other.settings.filter(({ name }) => !known.has(name))]
    plan.expires ||= other.expires
  }
  return { plan, rank: main!.rank - others.length * 0.1 }
}

function schemePlan(scheme: JsonObject, scopes: string[], setting: string): Ranked {
  switch (scheme.type) {
    case 'oauth2':
      return oauthPlan(scheme, scopes)
    case 'http':
      return /^basic$/i.test(String(scheme.scheme)) ? basicPlan() : tokenPlan(2)
    case 'apiKey':
      return keyPlan(scheme, setting)
    case 'openIdConnect':
      return tokenPlan(1, 'The document names OpenID Connect: a token is taken as it is, and nobody renews it.')
    default:
      return { rank: 0, plan: { ...NOTHING, note: `The document asks for ${scheme.type}: nothing is sent.` } }
  }
}

const basicPlan = (): Ranked => ({
  rank: 2.5,
  plan: {
    ...NOTHING,
    settings: [
      { name: 'user', secret: false },
      { name: 'password', secret: true },
    ],
    imports: ["import { basic } from '@gantry/core/connector/auth/basic'"],
    expression: 'basic({ user: config.user, password: config.password })',
  },
})

const tokenPlan = (rank: number, note?: string): Ranked => ({
  rank,
  plan: {
    ...NOTHING,
    settings: [{ name: 'token', secret: true }],
    imports: ["import { apiKey } from '@gantry/core/connector/auth/api-key'"],
    expression: 'apiKey({ key: config.token })',
    ...(note && { note }),
  },
})

function keyPlan(scheme: JsonObject, setting: string): Ranked {
  const name = textOf(scheme.name) ?? 'x-api-key'
  const settings: Setting[] = [{ name: setting, secret: true }]
  if (scheme.in === 'query' || scheme.in === 'cookie') {
    const always = [{ in: scheme.in as KeyPlace, name, setting }]
    const sends = [`${scheme.in} ${name.toLowerCase()}`]
    return { rank: scheme.in === 'query' ? 3 : 2, plan: { ...NOTHING, settings, always, sends } }
  }
  if (/^authorization$/i.test(name)) settings[0]!.about = 'The whole value of the header, its scheme included.'
  return {
    rank: 3,
    key: { in: 'header', name: name.toLowerCase(), setting },
    plan: {
      ...NOTHING,
      settings,
      sends: [`header ${name.toLowerCase()}`],
      imports: ["import { apiKey } from '@gantry/core/connector/auth/api-key'"],
      expression: `apiKey({ key: config.${setting}, header: ${JSON.stringify(name.toLowerCase())}, scheme: '' })`,
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
      ...NOTHING,
      expires: true,
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
    },
  }
}
