import { readFileSync } from 'node:fs'
import type { HostOptions } from '@gantry/core/runtime/host-options'

type Door = Pick<HostOptions, 'hostname' | 'tls' | 'issuers' | 'login' | 'secure' | 'rate'>
type Environment = Record<string, string | undefined>

/** Requests of a client in a minute, unless `GANTRY_RATE` says otherwise. */
const RATE = { calls: 6_000, seconds: 60 }

/**
 * How a host's door is set up, from the environment (docs/security.md has the table). Throws where half of something is
 * given: a host that listens otherwise than meant is worse than one that does not start.
 */
export function doorOf(environment: Environment, development: boolean): Door {
  const {
    GANTRY_HOST: hostname,
    GANTRY_BASE_URL: baseUrl,
    GANTRY_OIDC_ISSUER: issuer,
    GANTRY_OIDC_AUDIENCE: audience,
    GANTRY_OIDC_TENANT: tenant,
    GANTRY_OIDC_TYP: typ,
    GANTRY_LOGIN_CLIENT_ID: clientId,
    GANTRY_LOGIN_CLIENT_SECRET: clientSecret,
    GANTRY_LOGIN_RESOURCE: resource,
  } = environment
  if (development && hostname && !/^(127\.|localhost$|::1$)/.test(hostname))
    throw new Error('--development lets anybody in: with it a host listens on loopback alone.')
  const tls = tlsOf(environment)
  together({ GANTRY_OIDC_ISSUER: issuer, GANTRY_OIDC_AUDIENCE: audience })
  together({ GANTRY_LOGIN_CLIENT_ID: clientId, GANTRY_LOGIN_CLIENT_SECRET: clientSecret })
  if (clientId) together({ GANTRY_LOGIN_CLIENT_ID: clientId, GANTRY_OIDC_ISSUER: issuer, GANTRY_BASE_URL: baseUrl })
  const rate = rateOf(environment.GANTRY_RATE, development)
  return {
    ...(hostname && { hostname }),
    ...(tls && { tls }),
    ...(issuer &&
      audience && {
        issuers: [{ issuer, audience, ...(tenant && { tenant }), ...(typ === 'any' && { typ }) }],
      }),
    ...(issuer &&
      clientId &&
      clientSecret &&
      baseUrl && { login: { issuer, clientId, clientSecret, baseUrl, ...(resource && { resource }) } }),
    secure: tls !== undefined || baseUrl?.startsWith('https:') === true,
    ...(rate && { rate }),
  }
}

function tlsOf({ GANTRY_TLS_KEY_FILE, GANTRY_TLS_CERT_FILE, GANTRY_TLS_CLIENT_CA_FILE }: Environment): Door['tls'] {
  together({ GANTRY_TLS_KEY_FILE, GANTRY_TLS_CERT_FILE })
  if (!GANTRY_TLS_KEY_FILE || !GANTRY_TLS_CERT_FILE) return undefined
  return {
    key: readFileSync(GANTRY_TLS_KEY_FILE, 'utf8'),
    cert: readFileSync(GANTRY_TLS_CERT_FILE, 'utf8'),
    ...(GANTRY_TLS_CLIENT_CA_FILE && { ca: readFileSync(GANTRY_TLS_CLIENT_CA_FILE, 'utf8') }),
  }
}

/** `6000/60`: calls in seconds; `off` for none. A developer's machine has no strangers. */
function rateOf(text: string | undefined, development: boolean): Door['rate'] {
  if (text === 'off' || (text === undefined && development)) return undefined
  if (text === undefined) return RATE
  const [, calls, seconds] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  if (!Number(calls) || !Number(seconds)) throw new Error('GANTRY_RATE is written as 6000/60: calls in seconds.')
  return { calls: Number(calls), seconds: Number(seconds) }
}

function together(settings: Record<string, string | undefined>): void {
  const names = Object.keys(settings)
  const missing = names.filter((name) => !settings[name])
  if (missing.length > 0 && missing.length < names.length)
    throw new Error(`${names.join(', ')} belong together, and ${missing.join(', ')} is missing.`)
}
