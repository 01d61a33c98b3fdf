import type { OpenDatabase } from '../database/database.ts'
import { Access } from '../security/access.ts'
import { Acts } from '../security/audit/acts.ts'
import { recordingAsked } from '../security/audit/asked.ts'
import { Edge } from '../security/edge.ts'
import { Issuer } from '../security/issuer.ts'
import { Login } from '../security/login.ts'
import { RateLimit } from '../security/rate-limit.ts'
import { secondPerson } from '../security/second-person.ts'
import { Sessions } from '../security/sessions.ts'
import type { Tokens } from '../security/tokens.ts'
import type { HostOptions } from './host-options.ts'
import type { OtherRegions } from './other-regions.ts'
import type { SessionParts } from './session-routes.ts'

const SWEPT_EACH_MS = 600_000

export type OpenEdge = SessionParts & { close: () => Promise<void> }

/** Everything that a host's door works with, over its database. */
export async function openEdge(
  options: HostOptions,
  { db, pool }: OpenDatabase,
  tokens: Tokens,
  regions: OtherRegions | undefined,
): Promise<OpenEdge> {
  const { config, databaseUrl, development, environment, issuers = [], rate, tenant } = options
  const access = new Access(db, databaseUrl)
  const sessions = new Sessions(db)
  access.onChange(() => sessions.forget())
  await access.open()
  const sweep = setInterval(() => void sessions.sweep().catch(() => {}), SWEPT_EACH_MS)
  sweep.unref()
  const limit = rate && new RateLimit(pool, rate)
  const edge = new Edge({
    ...config.access,
    tokens,
    issuers: issuers.map((issuer) => new Issuer(issuer)),
    access,
    sessions,
    record: recordingAsked(new Acts(db)),
    ...(config.access?.fourEyes && { release: secondPerson(db, config.access.fourEyes) }),
    ...(limit && { limit }),
    ...(regions && { passed: regions.passed }),
    ...(development && { development: { tenant } }),
    developmentIssuer: environment.NODE_ENV !== 'production',
  })
  return {
    edge,
    sessions,
    ...(options.login && { login: new Login(options.login, options.identityKey) }),
    secure: options.secure ?? false,
    close: async () => {
      clearInterval(sweep)
      await limit?.close()
      await access.close()
    },
  }
}
