import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import type { postgresIdempotency } from '../database/idempotency.ts'
import type { Access } from '../database/roles.ts'
import type { Wakes } from '../flow/wakes.ts'
import type { Tokens } from '../security/tokens.ts'
import type { Engine } from './engine.ts'
import type { HostOptions } from './host-options.ts'
import type { Landscape } from './landscape.ts'

/** What a host is put together from. */
export type HostParts = {
  options: HostOptions
  log: Logger
  db: Database
  access: Access
  wakes: Wakes
  tokens: Tokens
  engine: Engine
  idempotency: ReturnType<typeof postgresIdempotency>
  landscape: Landscape
}
