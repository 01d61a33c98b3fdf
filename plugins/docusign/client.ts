import type { ConnectContext, Fetch } from '@gantry/core/connector'
import { answerLost } from '@gantry/core/connector/answer-lost'
import { jwtBearer } from '@gantry/core/connector/auth/jwt-bearer'
import { vendorFailure } from '@gantry/core/connector/outbound'
import { IntegrationError } from '@gantry/core/errors'
import type { z } from 'zod'
import { UserInfo, WireFailure } from './wire.ts'

export const VENDOR = 'DocuSign'

export type Config = {
  integrationKey: string
  userId: string
  privateKey: string
  connectKeys: string[]
  accountId?: string | undefined
  authUrl: string
}

/** The REST API of one account: JWT grant (RFC 7523), and the account's own address, which its user info names. */
export class DocuSign {
  readonly #fetch: Fetch
  readonly #config: Config
  readonly exclusively: ConnectContext<Config>['exclusively']
  #account: Promise<string> | undefined

  constructor({ config, authorized, auth, exclusively }: ConnectContext<Config>) {
    const { integrationKey, userId, privateKey, authUrl } = config
    this.#config = config
    this.exclusively = exclusively
    this.#fetch = authorized(
      jwtBearer(
        auth,
        { tokenUrl: `${authUrl}/oauth/token`, clientId: integrationKey },
        {
          key: privateKey,
          issuer: integrationKey,
          subject: userId,
          // The host alone, without a scheme.
          audience: new URL(authUrl).host,
          claims: { scope: 'signature impersonation' },
        },
      ),
    )
  }

  async get<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>> {
    return parsed(answer, await this.#send('GET', path), path)
  }

  async post<T extends z.ZodType>(path: string, body: object, answer: T): Promise<z.output<T>> {
    return parsed(answer, await this.#send('POST', path, body), path, true)
  }

  async put(path: string, body: object): Promise<void> {
    await this.#send('PUT', path, body)
  }

  async bytes(path: string): Promise<{ contentType: string; content: Uint8Array }> {
    const response = await this.#answered('GET', path)
    return {
      contentType: response.headers.get('content-type') ?? 'application/pdf',
      content: new Uint8Array(await response.arrayBuffer()),
    }
  }

  async #send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await this.#answered(method, path, body)
    return readJson(response, `${method} ${path.split('?')[0]}`)
  }

  async #answered(method: string, path: string, body?: object): Promise<Response> {
    const response = await this.#fetch(`${await this.#base()}${path}`, {
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (response.ok) return response
    throw failureOf(response, await response.json().catch(() => undefined))
  }

  /** Asked for once; an account may be moved to another site, and its address with it. */
  #base(): Promise<string> {
    this.#account ??= this.#findAccount().catch((error) => {
      this.#account = undefined
      throw error
    })
    return this.#account
  }

  async #findAccount(): Promise<string> {
    const { authUrl, accountId } = this.#config
    const response = await this.#fetch(`${authUrl}/oauth/userinfo`)
    if (!response.ok) throw failureOf(response, await response.json().catch(() => undefined))
    const { accounts } = parsed(UserInfo, await readJson(response, 'GET /oauth/userinfo'), '/oauth/userinfo')
    const account = accounts.find((each) => (accountId ? each.account_id === accountId : each.is_default))
    if (account) return `${account.base_uri}/restapi/v2.1/accounts/${account.account_id}`
    throw new IntegrationError('connection-misconfigured', `The user may not use this ${VENDOR} account.`, {
      kind: 'policy',
      team: 'integration',
      detail: `accountId ${accountId ?? '(default)'}: the user has ${accounts.map((each) => each.account_id).join(', ')}`,
    })
  }
}

async function readJson(response: Response, request: string): Promise<unknown> {
  try {
    return await response.json()
  } catch (cause) {
    const detail = `${request}: ${response.status} with an unreadable body`
    throw answerLost({ vendor: VENDOR, detail, changesNothing: request.startsWith('GET'), cause })
  }
}

function parsed<T extends z.ZodType>(schema: T, native: unknown, path: string, wrote = false): z.output<T> {
  const answer = schema.safeParse(native)
  if (answer.success) return answer.data
  throw new IntegrationError('vendor-answer-unexpected', `${VENDOR} answered in a form that is not known.`, {
    kind: 'bug',
    detail: `${path.split('?')[0]}: ${answer.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    outcomeUnknown: wrote,
  })
}

/** `HOURLY_APIINVOCATION_LIMIT_EXCEEDED` and the burst limit come as 400 with the moment of the reset in a header. */
const LIMITS = new Set(['HOURLY_APIINVOCATION_LIMIT_EXCEEDED', 'BURST_APIINVOCATION_LIMIT_EXCEEDED'])

function failureOf({ status, headers }: Response, body: unknown): IntegrationError {
  const { errorCode: code, message = 'no explanation' } = WireFailure.safeParse(body).data ?? { errorCode: '' }
  const limited = LIMITS.has(code)
  const failure = vendorFailure({
    vendor: VENDOR,
    status: limited ? 429 : status,
    ...(code && { code }),
    message,
    retryAfter: headers.get('retry-after') ?? (limited ? resetOf(headers) : null),
  })
  const about = { ...(failure.detail && { detail: failure.detail }) }
  if (code === 'ENVELOPE_CANNOT_VOID_INVALID_STATE')
    return new IntegrationError('envelope-not-open', 'The envelope is signed, declined or withdrawn already.', {
      kind: 'policy',
      ...about,
    })
  if (code === 'ENVELOPE_DOES_NOT_EXIST')
    return new IntegrationError('not-found', `${VENDOR} knows no such envelope.`, {
      kind: 'data',
      status: 404,
      ...about,
    })
  return failure
}

/** Seconds until the hour's allowance is renewed; `X-RateLimit-Reset` is in Unix seconds. */
function resetOf(headers: Headers): string {
  const reset = Number(headers.get('x-ratelimit-reset'))
  return String(reset > 0 ? Math.max(1, Math.ceil(reset - Date.now() / 1000)) : 30)
}
