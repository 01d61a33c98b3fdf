/**
 * Why Gantry cannot go on with what a person asked for, before or while it runs on one machine: `message` is one plain
 * sentence, `next` is what to do about it. The command line prints both, without a stack, and exits with 2.
 * Neither ever holds a password. (What fails inside a flow is an `IntegrationError`, not a refusal.)
 */
export class Refusal extends Error {
  readonly next: string

  constructor(message: string, next: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'Refusal'
    this.next = next
  }
}

/** The sentence of whatever was thrown, for the end of a refusal. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
