import { Args, Command, Flags } from '@oclif/core'
import { Refusal } from '../refusal.ts'

/**
 * How every command fails. oclif has no other place for it than a class between its own and ours.
 *
 * | exit code | means                                                                           |
 * | --------- | ------------------------------------------------------------------------------- |
 * | 0         | done                                                                            |
 * | 1         | a check found something; standard output says what, and what mends it           |
 * | 2         | refused: wrong arguments, or something is missing; one sentence and a next step |
 * | 70        | Gantry is at fault; the stack says where (EX_SOFTWARE, sysexits.h)              |
 */
export abstract class GantryCommand extends Command {
  static override enableJsonFlag = true

  protected override async catch(thrown: Error & { oclif?: { exit?: number } }): Promise<void> {
    // Leaving on purpose, as `--help` does.
    if (thrown.oclif?.exit === 0) return super.catch(thrown)
    const left = thrown.name === 'ExitPromptError'
    const error = left
      ? new Refusal('The questions were left: nothing is written.', 'Run it again, or say all of it by flags: --help.')
      : thrown.oclif?.exit === undefined
        ? thrown
        : await this.#misused(thrown)
    const refused = error instanceof Refusal
    process.exitCode = refused ? 2 : 70
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error))
    else if (refused) this.logToStderr(`${error.message}\n${error.next}`)
    else this.logToStderr(`Gantry is at fault: ${error.stack}`)
  }

  /** oclif's own errors (unknown flag, missing argument) in one sentence, with the next step in place of the whole help. */
  async #misused(error: Error): Promise<Refusal> {
    // It tried to: oclif would warn of a command that forgot to.
    this.parsed = true
    const [sentence = ''] = error.message.split('\nSee more help')
    const unknown = /^Nonexistent flags?: (-\S+)/.exec(sentence)?.[1]
    const { nearest } = await import('../commands-nearby/nearest.ts')
    const flags = Object.keys({ ...this.ctor.flags, ...this.ctor.baseFlags }).map((name) => `--${name}`)
    const meant = unknown && (await nearest(unknown, [...flags, '--json', '--help']))
    const next = `See: ${this.config.bin} ${this.id?.replaceAll(':', ' ')} --help`
    return new Refusal(sentence.trim(), meant ? `Did you mean: ${meant}` : next, { cause: error })
  }

  protected override toErrorJson(error: unknown): { error: { message: string; next?: string } } {
    if (error instanceof Refusal) return { error: { message: error.message, next: error.next } }
    return { error: { message: error instanceof Error ? error.message : String(error) } }
  }
}

/** How a command finds a Gantry that runs, here or elsewhere. */
export const REACH = {
  url: Flags.string({
    description: 'Where its APIs listen.',
    env: 'GANTRY_URL',
    default: 'http://127.0.0.1:4000',
    helpGroup: 'REACH',
  }),
  token: Flags.string({
    description: 'An access token; without it one is minted with the key of this project.',
    env: 'GANTRY_TOKEN',
    helpGroup: 'REACH',
  }),
  tenant: Flags.string({
    description: 'Whose data, where the token is minted here.',
    default: 'demo',
    helpGroup: 'REACH',
  }),
}

/** How much of a list is shown. */
export const PAGE = {
  limit: Flags.integer({ description: 'How many at most.', default: 50, min: 1, max: 200 }),
  cursor: Flags.string({ description: '`next` of the page before.' }),
}

/** Why a person decided so; kept with the decision. */
export const REASON = { reason: Flags.string({ description: 'Why; kept with your name.', required: true }) }

/** A consumer contract: which client, and which API. */
export const AGREED = {
  client: Args.string({ required: true, description: 'The client.' }),
  api: Args.string({ required: true, description: 'The API with its major version: experience.crm@1.' }),
}

/** What exceptions are chosen by. */
export const EXCEPTIONS = {
  code: Flags.string({ description: 'Of this error code.' }),
  kind: Flags.string({ description: 'Of this kind.', options: ['transient', 'data', 'policy', 'bug'] }),
  team: Flags.string({ description: 'Owned by this team.' }),
  flow: Flags.string({ description: 'Of this flow.' }),
  step: Flags.string({ description: 'At this step.' }),
  run: Flags.string({ description: 'Of this run.' }),
  subject: Flags.string({ description: 'About this, such as an order.' }),
  'legal-entity': Flags.string({ description: 'Of this legal entity, by the input of the run.' }),
  text: Flags.string({ description: 'Stands in the sentence, the detail, the key or the subject.' }),
  'older-than': Flags.string({ description: 'Open for longer, e.g. 90m, 2h or 3d.' }),
  overdue: Flags.boolean({ description: 'Past their due time.' }),
}

/** What dead letters are chosen by. */
export const DEAD_LETTERS = {
  reader: Flags.string({ description: 'Not handled by it, e.g. trigger:invoice-posting or webhook:stripe.' }),
  event: Flags.string({ description: 'Of this event.' }),
  code: Flags.string({ description: 'Of this error code.' }),
  team: Flags.string({ description: 'Owned by this team.' }),
  text: Flags.string({ description: 'Stands in the sentence, the detail, the source or the payload.' }),
  'older-than': Flags.string({ description: 'Kept for longer, e.g. 90m, 2h or 3d.' }),
}

/** How many payloads are put right at once. */
export const CORRECTION = {
  patch: Flags.string({ description: 'JSON Merge Patch of the payload; @file reads it.', exclusive: ['map'] }),
  map: Flags.string({ description: 'The field whose values `--value` replaces, e.g. lines.*.taxCode.' }),
  value: Flags.string({ description: 'OLD=NEW; may be repeated.', multiple: true, dependsOn: ['map'] }),
}

/** What writes files says first, or overwrites only when told. */
export const GENERATION = {
  'dry-run': Flags.boolean({ description: 'Say what would be written, and write nothing.', default: false }),
  overwrite: Flags.boolean({ description: 'Replace files that are there and say something else.', default: false }),
}

/** The database that a command works on by itself, without a Gantry that runs. */
export const DATABASE = {
  database: Flags.string({
    description:
      'postgres://user:password@host:5432/database; better by the environment, which no other account reads.',
    env: 'DATABASE_URL',
    required: true,
  }),
}

/** Which contracts. */
export const CHOSEN = {
  contract: Flags.string({
    description: 'Its name, with its tier before it where two share the name; may be repeated.',
    multiple: true,
  }),
}
