import type { Result } from '@gantry/core/acceptance/suite'

/** One line that moves on a terminal; a line for each failure anywhere; nothing else for machines. */
export function acceptanceProgress(out: NodeJS.WriteStream, quiet: boolean) {
  let done = 0
  const moves = !quiet && out.isTTY
  return {
    told: ({ connector, operation, case: name, outcome, reason }: Result) => {
      done++
      if (moves) out.write(`\r\u001b[2K  ${connector} ${operation ?? ''} ${name}: ${done} done`)
      if (outcome === 'failed')
        out.write(`${moves ? '\r\u001b[2K' : ''}  failed: ${connector} ${operation ?? ''} ${name}: ${reason}\n`)
    },
    end: () => {
      if (moves) out.write('\r\u001b[2K')
    },
  }
}
