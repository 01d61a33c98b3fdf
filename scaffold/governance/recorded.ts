import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contract } from '@gantry/core/contract'
import semver from 'semver'
import { openDocument } from '../contracts-diff/document.ts'
import { verifyUse } from '../contracts-diff/recorded-use.ts'
import { readRecording } from '../contracts-diff/recording.ts'
import type { Finding } from '../contracts-diff/rule.ts'
import { Refusal } from '../refusal.ts'
import { keyOf } from './inspection.ts'

/** What a consumer recorded of its use of a contract, held against the contract as it is declared now. */
export type Use = { consumer: string; findings: Finding[] }

/** Recordings lie by consumer, named after what they use: `governance/recordings/<consumer>/<tier>.<name>.v<major>.har`. */
export const recordingsOf = (root: string): string => join(root, 'governance/recordings')

/** Holds what consumers recorded of this major version against its document. Throws a `Refusal` where one is unreadable. */
export async function usesOf(root: string, contract: Contract, openapi: object): Promise<Use[]> {
  const folder = recordingsOf(root)
  const consumers = await readdir(folder).catch(() => [] as string[])
  const uses: Use[] = []
  for (const consumer of consumers.sort()) {
    const file = join(folder, consumer, `${keyOf(contract)}.v${semver.major(contract.version)}.har`)
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) continue
    uses.push({
      consumer,
      findings: verifyUse(await openDocument(JSON.stringify(openapi), keyOf(contract)), read(text, file)),
    })
  }
  return uses
}

function read(text: string, file: string) {
  try {
    return readRecording(text)
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${(error as Error).message}`, 'Record it again, as an HTTP archive.', {
      cause: error,
    })
  }
}
