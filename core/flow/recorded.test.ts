import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TestEngine } from '../testing/engine.ts'
import { continuationOf, flowOf, type Recording, restore } from '../testing/recording.ts'

const FOLDER = join(import.meta.dirname, 'recorded')
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))

test('there are recorded runs', () => expect(files.length).toBeGreaterThanOrEqual(5))

test.for(files)('a run that an older engine began is carried to its end: %s', async (file) => {
  const recording = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Recording
  const engine = await TestEngine.open([flowOf(recording)])
  try {
    const run = await restore(engine, recording)
    await continuationOf(recording)(engine, run)
  } finally {
    await engine.close()
  }
})
