import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completionScript, type Shell } from './scripts.ts'
import { commandTree, nextWords } from './tree.ts'

const option = { description: "One of two: it's quoted.", options: ['held', 'done'], type: 'option' }
const tree = commandTree({
  'runs:list': { summary: 'List runs.', flags: { state: option, subject: { type: 'option' } } },
  'runs:show': { summary: 'Show one.' },
  token: { summary: 'Mint a token.' },
})

test('what follows some words is every next word, once, with what it does', () => {
  expect(nextWords(tree, [])).toEqual([
    { word: 'runs', summary: 'runs …' },
    { word: 'token', summary: 'Mint a token.' },
  ])
  expect(nextWords(tree, ['runs']).map(({ word }) => word)).toEqual(['list', 'show'])
  expect(nextWords(tree, ['runs', 'list'])).toEqual([])
})

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gantry-completion-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const ASKED: Record<Shell, (script: string, words: string[]) => string> = {
  bash: (script, words) =>
    `source ${script}; COMP_WORDS=(gantry ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _gantry; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (script, words) =>
    `compdef() { : }; _files() { : }; source ${script}; _describe() { print -rl -- \${found%%:*} }; words=(gantry ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}; _gantry`,
  fish: (script, words) => `source ${script}; complete -C "gantry ${words.join(' ')}"`,
}

for (const shell of ['bash', 'zsh', 'fish'] as const) {
  const there = spawnSync(shell, ['-c', 'exit 0']).status === 0
  describe.skipIf(!there)(`in ${shell} (skipped where it is not installed)`, () => {
    const complete = (...words: string[]) => {
      const script = join(dir, shell)
      writeFileSync(script, completionScript(shell, tree))
      const options = shell === 'zsh' ? ['-f'] : shell === 'fish' ? ['--no-config'] : ['--norc']
      const said = execFileSync(shell, [...options, '-c', ASKED[shell](script, words)], {
        encoding: 'utf8',
        env: { ...process.env, HOME: dir },
      })
      const last = words.at(-1)!
      return said
        .split('\n')
        .map((line) => line.split('\t')[0]!)
        .filter((word) => word !== '' && word.startsWith(last))
        .sort()
    }

    test('commands, their words, their flags and the values of flags', () => {
      expect(complete('')).toEqual(['runs', 'token'])
      expect(complete('runs', '')).toEqual(['list', 'show'])
      expect(complete('runs', 'list', '--s')).toEqual(['--state', '--subject'])
      expect(complete('runs', 'list', '--state', 'h')).toEqual(['held'])
      expect(complete('runs', 'show', '--s')).toEqual([])
    })
  })
}
