import { AsyncLocalStorage } from 'node:async_hooks'

/** Work for a reference that nobody else does at the same time, as its requests see it. */
export type Section = {
  /** To be called before a request that changes something leaves. Throws an unsent `locked-elsewhere` where it is too late. */
  leaving: () => Promise<void>
  /** A request was given up while the vendor may still be at it. */
  abandoned: () => void
}

/** The innermost section that a request belongs to. */
export const currentSection = new AsyncLocalStorage<Section>()
