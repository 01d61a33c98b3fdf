import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export const AUDIENCE = 'https://gantry.example'

export type TokenChange = {
  claims?: Record<string, unknown>
  audience?: string
  issuer?: string
  expires?: string
  typ?: string
}

/** An identity provider of one key at a time, which counts how often its keys are fetched. */
export async function startIssuer() {
  const keys: JWK[] = []
  let fetched = 0
  let down = false
  const server = createServer((request, response) => {
    if (down) return response.destroy()
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    response.setHeader('content-type', 'application/json')
    if (request.url === '/.well-known/openid-configuration')
      return response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }))
    fetched += 1
    response.end(JSON.stringify({ keys }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let current: { kid: string; key: CryptoKey }
  const rotate = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    keys.splice(0, keys.length, { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' })
    current = { kid, key: privateKey }
  }
  await rotate('first')
  return {
    url,
    keys,
    rotate,
    fetched: () => fetched,
    stopAnswering: () => {
      down = true
    },
    sign: ({
      claims = {},
      audience = AUDIENCE,
      issuer = url,
      expires = '5 minutes',
      typ = 'at+jwt',
    }: TokenChange = {}) =>
      new SignJWT({ tenant: 'acme', client_id: 'crm', scope: 'experience.crm.getOrder', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: current.kid, typ })
        .setSubject('anna')
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(expires)
        .sign(current.key),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
