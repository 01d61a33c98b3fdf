import type { Proposal } from './proposal.ts'

/** Asks for each operation of the capability which of the vendor's it is. */
export async function chooseOperations(proposals: readonly Proposal[]): Promise<Proposal[]> {
  const { select } = await import('@inquirer/prompts')
  const chosen: Proposal[] = []
  for (const proposal of proposals) {
    const { operation, candidates, chosen: proposed } = proposal
    if (candidates.length === 0) {
      chosen.push(proposal)
      continue
    }
    const answer = await select({
      message: `${operation.id} (${operation.operation.summary})`,
      default: proposed?.vendor.id ?? '',
      choices: [
        ...candidates.map(({ vendor, confidence }) => ({
          name: `${String(Math.round(confidence * 100)).padStart(3)} %  ${vendor.id}  ${vendor.method.toUpperCase()} ${vendor.path}`,
          value: vendor.id,
          short: vendor.id,
        })),
        { name: '       none: it stays unmapped', value: '', short: 'none' },
      ],
    })
    const candidate = candidates.find(({ vendor }) => vendor.id === answer)
    const { chosen: _, ...rest } = proposal
    chosen.push({ ...rest, ...(candidate && { chosen: candidate }) })
  }
  return chosen
}
