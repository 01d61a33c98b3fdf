import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkPreconditions, explainImport } from './preconditions.ts'
import { Refusal } from './refusal.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gantry-test-'))
  mkdirSync(join(dir, 'plugins', 'acme', 'node_modules', '@gantry'), { recursive: true })
  mkdirSync(join(dir, 'core'))
  writeFileSync(join(dir, 'plugins', 'acme', 'package.json'), '{ "dependencies": { "@gantry/core": "workspace:*" } }')
  symlinkSync(join(dir, 'core'), join(dir, 'plugins', 'acme', 'node_modules', '@gantry', 'core'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const refusalOf = (act: () => void): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

test('a whole workspace passes, this one too', () => {
  expect(refusalOf(() => checkPreconditions(dir))).toBeUndefined()
  expect(refusalOf(() => checkPreconditions(join(import.meta.dirname, '..')))).toBeUndefined()
})

test('an older Node is refused', () => {
  expect(refusalOf(() => checkPreconditions(dir, '22.18.0'))).toMatchObject({
    message: 'Gantry needs Node 24 or newer, and this is 22.18.0.',
    next: expect.stringContaining('pnpm@12 start'),
  })
})

test('a dependency whose link leads nowhere is named', () => {
  rmSync(join(dir, 'core'), { recursive: true })
  expect(refusalOf(() => checkPreconditions(dir))).toMatchObject({
    message: 'Gantry is not fully installed: @gantry/core is missing.',
    next: 'Run: npx -y pnpm@12 install',
  })
})

test('a folder that cannot be written is refused', () => {
  // A file in its place stops root as well.
  writeFileSync(join(dir, '.gantry'), '')
  const refusal = refusalOf(() => checkPreconditions(dir))
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({
    message: expect.stringContaining(`Gantry keeps its data in ${join(dir, '.gantry')}`),
  })
})

test('Node’s words for a missing module become a sentence; other errors are left alone', () => {
  const name = '@gantry/no-such-package'
  // By Node itself: vitest's own loader words it otherwise.
  const script = `import('${name}').catch(({ code, message }) => console.log(JSON.stringify({ code, message })))`
  const { code, message } = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }))
  expect(explainImport(Object.assign(new Error(message), { code }))?.message).toBe(
    `Gantry is not fully installed: ${name} is missing.`,
  )
  expect(explainImport(new Error('else'))).toBeUndefined()
})

test('preconditions need nothing that could be missing', () => {
  for (const file of ['preconditions.ts', 'refusal.ts']) {
    const imports = readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(/^import .* from '([^']+)'/gm)
    for (const [, from] of imports) expect(from).toMatch(/^node:|^\.\/refusal\.ts$/)
  }
})
