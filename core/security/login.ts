import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import * as oauth from 'oauth4webapi'
import type { Edge } from './edge.ts'
import type { Identity } from './identity.ts'
import { unauthenticated } from './tokens.ts'

export type LoginConfig = {
  issuer: string
  /** Our pages, as the identity provider knows them; it redirects to `/session/callback`. */
  clientId: string
  clientSecret: string
  /** Where browsers reach our pages, `https://gantry.example.com`. */
  baseUrl: string
  scope?: string
  /** RFC 8707: whom the access token is for, where the provider wants to be told. */
  resource?: string
}

type Pending = { state: string; nonce: string; verifier: string; to: string }

const MINUTES = 10

/** Signing in at an identity provider: authorization code with PKCE, state and nonce (OpenID Connect, RFC 9700). */
export class Login {
  readonly #config: LoginConfig
  readonly #key: Uint8Array
  readonly #client: oauth.Client
  #server: Promise<oauth.AuthorizationServer> | undefined

  constructor(config: LoginConfig, hostKey: string) {
    this.#config = config
    this.#key = new Uint8Array(hkdfSync('sha256', hostKey, '', 'gantry login', 32))
    this.#client = { client_id: config.clientId }
  }

  /** Where to send the browser, and what it has to bring back. */
  async begin(to: string): Promise<{ location: string; sealed: string }> {
    const server = await this.#find()
    const verifier = oauth.generateRandomCodeVerifier()
    const pending: Pending = { state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(), verifier, to }
    const { clientId, scope = 'openid', resource } = this.#config
    const location = new URL(server.authorization_endpoint!)
    for (const [name, value] of Object.entries({
      client_id: clientId,
      redirect_uri: this.#callback,
      response_type: 'code',
      scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(resource && { resource }),
    }))
      location.searchParams.set(name, value)
    const sealed = await new EncryptJWT({ ...pending })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(`${MINUTES} minutes`)
      .encrypt(this.#key)
    return { location: location.href, sealed }
  }

  /** Who came back, and where they wanted to go. Throws `unauthenticated`. */
  async finish(url: URL, sealed: string | undefined, edge: Edge): Promise<{ identity: Identity; to: string }> {
    try {
      const { payload } = await jwtDecrypt(sealed ?? '', this.#key)
      const { state, nonce, verifier, to } = payload as unknown as Pending
      const server = await this.#find()
      const parameters = oauth.validateAuthResponse(server, this.#client, url, state)
      const { clientSecret, resource } = this.#config
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        this.#client,
        oauth.ClientSecretPost(clientSecret),
        parameters,
        this.#callback,
        verifier,
        { ...this.#insecure, ...(resource && { additionalParameters: { resource } }) },
      )
      const { access_token } = await oauth.processAuthorizationCodeResponse(server, this.#client, response, {
        expectedNonce: nonce,
        requireIdToken: true,
      })
      const { identity } = await edge.byToken(access_token, { certificate: () => undefined })
      return { identity, to }
    } catch (cause) {
      throw unauthenticated('Signing in did not succeed.', cause)
    }
  }

  get #callback(): string {
    return new URL('/session/callback', this.#config.baseUrl).href
  }

  /** On loopback an issuer speaks plain HTTP: in tests, and at a desk. */
  get #insecure() {
    const { hostname } = new URL(this.#config.issuer)
    return { [oauth.allowInsecureRequests]: ['127.0.0.1', 'localhost'].includes(hostname) }
  }

  #find(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.#config.issuer)
    this.#server ??= oauth
      .discoveryRequest(issuer, { ...this.#insecure, signal: AbortSignal.timeout(5_000) })
      .then((response) => oauth.processDiscoveryResponse(issuer, response))
      .catch((cause) => {
        this.#server = undefined
        throw cause
      })
    return this.#server
  }
}
