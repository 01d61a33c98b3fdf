/** What a token endpoint granted. */
export type Grant = {
  readonly accessToken: string
  /** Milliseconds since the epoch by this machine's clock; absent where the vendor does not say. */
  readonly expiresAt?: number
  /** From this moment on a new one is fetched, while this one still serves. */
  readonly renewAt?: number
  readonly refreshToken?: string
  /** The answer's further members, such as the address of the account's own API. */
  readonly more: Readonly<Record<string, unknown>>
}

/** A grant as kept; `generation` counts its replacements. No new one is asked for before `refusedUntil` (as `expiresAt`). */
export type KeptGrant = { grant: Grant; generation: number; refusedUntil?: number | undefined }

/** Where the workers of a connection share their tokens. Names are the strategies': one for each credential. */
export type GrantStore = {
  read(name: string): Promise<KeptGrant | undefined>
  /** Keeps a grant in place of generation `after`. False where another worker has replaced that one meanwhile. */
  replace(name: string, after: number, grant: Grant): Promise<boolean>
  /** The token endpoint asked to be left alone for so many milliseconds. */
  refuse(name: string, forMs: number): Promise<void>
}

/** Serves nobody: it stands where a token endpoint has only refused so far. */
const NO_GRANT: Grant = { accessToken: '', expiresAt: 0, more: {} }

/** Tokens of this process only: for tests and single processes. */
export function grantsInMemory(): GrantStore {
  const kept = new Map<string, KeptGrant>()
  return {
    read: async (name) => kept.get(name),
    replace: async (name, after, grant) => {
      if ((kept.get(name)?.generation ?? 0) !== after) return false
      kept.set(name, { grant, generation: after + 1 })
      return true
    },
    refuse: async (name, forMs) => {
      const before = kept.get(name) ?? { grant: NO_GRANT, generation: 0 }
      kept.set(name, { ...before, refusedUntil: Date.now() + forMs })
    },
  }
}
