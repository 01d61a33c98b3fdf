import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Exchange, writeRecording } from '@gantry/scaffold/contracts-diff/recording'
import { recordingsOf } from '@gantry/scaffold/governance/recorded'

const ROOT = join(import.meta.dirname, '../..')

/** Keeps what a consumer asked of each API, by base path. Answers the files. */
export async function keepRecordings(consumer: string, heard: Record<string, readonly Exchange[]>): Promise<string[]> {
  const folder = join(recordingsOf(ROOT), consumer)
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  for (const [base, exchanges] of Object.entries(heard)) {
    const [tier, name, major] = base.split('/').filter(Boolean)
    const file = `${tier}.${name}.${major}.har`
    const fine = exchanges.filter(({ status }) => status < 400)
    await writeFile(join(folder, file), writeRecording(fine, { name: 'test/prism.ts', version: '1' }))
    files.push(file)
  }
  return files
}
