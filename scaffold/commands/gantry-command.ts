import { Command } from '@oclif/core'
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

  protected override async catch(error: Error & { oclif?: { exit?: number } }): Promise<void> {
    // oclif's own errors (unknown flag, missing argument) know their words and their exit code.
    if (error.oclif?.exit !== undefined) return super.catch(error)
    const refused = error instanceof Refusal
    process.exitCode = refused ? 2 : 70
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(error))
    else if (refused) this.logToStderr(`${error.message}\n${error.next}`)
    else this.logToStderr(`Gantry is at fault: ${error.stack}`)
  }

  protected override toErrorJson(error: unknown): { error: { message: string; next?: string } } {
    if (error instanceof Refusal) return { error: { message: error.message, next: error.next } }
    return { error: { message: error instanceof Error ? error.message : String(error) } }
  }
}
