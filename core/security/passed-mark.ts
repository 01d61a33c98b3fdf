import { createHash } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Caller } from './caller.ts'

/** Says that a host of another region let this request in and passed it on. Whoever sends it is never passed on again. */
export const PASSED_MARK = 'x-gantry-passed-on'

/** What the other region says of a request: its certificate cannot be seen past the host that took it in. */
export type Passed = { certificate?: string }

type Marked = Pick<Caller, 'method' | 'target' | 'header' | 'certificate'>

const TYP = 'passed-on+jwt'
const LIFETIME_S = 60
const CLOCK_TOLERANCE_S = 30

/**
 * Signs and verifies marks with a key that the regions share (JWT, HS256). As a DPoP proof (RFC 9449) a mark is bound to
 * method, target and credential: it is of no use with another request, or in another caller's name.
 */
export class PassedMarks {
  readonly #key: Uint8Array
  readonly #region: string

  /** Throws an `Error` for a key of less than 32 characters. */
  constructor(key: string, region: string) {
    if (key.length < 32) throw new Error('The key that regions share needs 32 characters at least.')
    this.#key = new TextEncoder().encode(key)
    this.#region = region
  }

  /** The mark of a request that goes on to a region. */
  sign(request: Marked, region: string): Promise<string> {
    const certificate = request.certificate()
    return new SignJWT({ ...bindingOf(request), ...(certificate && { cnf: { 'x5t#S256': certificate } }) })
      .setProtectedHeader({ alg: 'HS256', typ: TYP })
      .setIssuer(this.#region)
      .setAudience(region)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S} s`)
      .sign(this.#key)
  }

  /** Undefined where a request bears no mark, or one that says nothing: forged, out of date, or of another request. */
  async verify(request: Marked): Promise<Passed | undefined> {
    const mark = request.header(PASSED_MARK)
    if (mark === undefined) return undefined
    try {
      const { payload } = await jwtVerify(mark, this.#key, {
        audience: this.#region,
        algorithms: ['HS256'],
        typ: TYP,
        requiredClaims: ['iss', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
      })
      const binding = bindingOf(request)
      if (Object.entries(binding).some(([claim, value]) => payload[claim] !== value)) return undefined
      const certificate = (payload.cnf as { 'x5t#S256'?: string } | undefined)?.['x5t#S256']
      return certificate === undefined ? {} : { certificate }
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }
}

const bindingOf = ({ method, target, header }: Marked) => ({
  htm: method,
  htu: target,
  ath: createHash('sha256')
    .update(header('authorization') ?? '')
    .digest('base64url'),
})
