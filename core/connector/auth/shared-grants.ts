import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../database/database.ts'
import type { Grant, GrantStore } from './grant-store.ts'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

type Row = {
  sealed: Buffer
  ends: number | null
  renew: number | null
  refused: number | null
  generation: number
}

type Secrets = Pick<Grant, 'accessToken' | 'refreshToken' | 'more'>

/**
 * Tokens that all workers of a database share, sealed with a key derived from the host's. A row that was copied to
 * another connection, or sealed under another key, counts as absent. How long a token lives is kept by the database's
 * clock, and read as time left: clocks of two machines differ.
 */
export function sharedGrants(db: Database, hostKey: string, tenant: string, connection: string): GrantStore {
  const key = Buffer.from(hkdfSync('sha256', hostKey, '', 'gantry grants', 32))
  const placeOf = (name: string) => Buffer.from(JSON.stringify([tenant, connection, name]))
  return {
    read: async (name) => {
      const { rows } = await sql<Row>`
        select sealed, generation, extract(epoch from expires_at - clock_timestamp())::float8 * 1000 as ends,
          extract(epoch from renew_at - clock_timestamp())::float8 * 1000 as renew,
          extract(epoch from refused_until - clock_timestamp())::float8 * 1000 as refused
        from gantry.grant where tenant = ${tenant} and connection = ${connection} and name = ${name}`.execute(db)
      const [row] = rows
      if (!row) return undefined
      const secrets = opened(key, placeOf(name), row.sealed)
      const now = Date.now()
      return {
        generation: row.generation,
        ...(row.refused !== null && { refusedUntil: now + row.refused }),
        grant: {
          ...(secrets ?? { accessToken: '', more: {} }),
          ...(row.ends !== null && { expiresAt: now + row.ends }),
          ...(row.renew !== null && { renewAt: now + row.renew }),
          // What cannot be opened is of no use, and its row is replaced.
          ...(!secrets && { expiresAt: 0 }),
        },
      }
    },
    replace: async (name, after, { accessToken, refreshToken, more, expiresAt, renewAt }) => {
      const secrets: Secrets = { accessToken, more, ...(refreshToken && { refreshToken }) }
      const bytes = sealed(key, placeOf(name), secrets)
      const at = (moment: number | undefined) =>
        moment === undefined
          ? sql`null::timestamptz`
          : sql`clock_timestamp() + ${moment - Date.now()}::float8 * interval '1 millisecond'`
      const result = await sql`
        insert into gantry.grant as kept (tenant, connection, name, sealed, expires_at, renew_at, generation)
        values (${tenant}, ${connection}, ${name}, ${bytes}, ${at(expiresAt)}, ${at(renewAt)}, 1)
        on conflict (tenant, connection, name) do update set sealed = excluded.sealed, expires_at = excluded.expires_at,
          renew_at = excluded.renew_at, generation = kept.generation + 1, refused_until = null,
          updated_at = clock_timestamp()
        where kept.generation = ${after}`.execute(db)
      return (result.numAffectedRows ?? 0n) > 0n
    },
    refuse: async (name, forMs) => {
      // Without a token the row holds nothing that could be opened.
      await sql`
        insert into gantry.grant (tenant, connection, name, sealed, generation, refused_until)
        values (${tenant}, ${connection}, ${name}, ''::bytea, 0, clock_timestamp() + ${forMs}::float8 * interval '1 millisecond')
        on conflict (tenant, connection, name) do update set refused_until = excluded.refused_until`.execute(db)
    },
  }
}

function sealed(key: Buffer, place: Buffer, secrets: Secrets): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(place)
  const text = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), text])
}

function opened(key: Buffer, place: Buffer, bytes: Buffer): Secrets | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(place).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as Secrets
  } catch {
    return undefined
  }
}
