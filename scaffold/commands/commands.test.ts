import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Tokens } from '@gantry/core/security/tokens'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { COMMANDS } from './commands.ts'

const root = join(import.meta.dirname, '../..')
const inCore = (path: string) => pathToFileURL(join(root, 'core', path)).href

let project: string
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'gantry-project-'))
  await mkdir(join(project, 'system-apis/greeting'), { recursive: true })
  await write('package.json', '{ "type": "module" }')
  await contract('Greet somebody.')
  await write(
    'gantry.config.ts',
    `import { greeting } from './system-apis/greeting/contract.ts'
     export default {
       connections: {},
       capabilities: { greeting: { contract: greeting, connection: 'none' } },
       processes: {},
       views: {},
     }`,
  )
})
afterAll(() => rm(project, { recursive: true, force: true }))

const write = (path: string, content: string) => writeFile(join(project, path), content)
const contract = (summary: string) =>
  write(
    'system-apis/greeting/contract.ts',
    `import { defineContract, get, z } from '${inCore('contract/contract.ts')}'
     export const greeting = defineContract({
       name: 'greeting', version: '1.0.0', tier: 'system', title: 'Greeting', description: 'Greets.',
       owner: 'hosts', criticality: 'standard', lifecycle: 'active',
       operations: {
         greet: get('/greetings/{name}', {
           summary: '${summary}',
           returns: z.object({ text: z.string() }).openapi('Greeting'),
         }),
       },
     })`,
  )

async function gantry(args: string[], cwd = project): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(root, 'scaffold/bin/gantry.ts'), ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, out, err }
}

describe('gantry contracts', { timeout: 120_000 }, () => {
  test('check names what is missing and what mends it, build mends it, a change of the contract is drift', async () => {
    const missing = await gantry(['contracts', 'check'])
    expect(missing.out).toBe(
      'system-apis/greeting/openapi.json is missing.\nsystem-apis/greeting/types.gen.d.ts is missing.\nRun: pnpm gantry contracts build\n',
    )
    expect(missing.code).toBe(1)

    expect((await gantry(['contracts', 'build'])).out).toBe('1 contracts published in 2 files.\n')
    expect(await gantry(['contracts', 'check'])).toMatchObject({ code: 0 })
    const document = await readFile(join(project, 'system-apis/greeting/openapi.json'), 'utf8')
    expect(document.endsWith('}\n')).toBe(true)
    expect(JSON.parse(document)).toMatchObject({ openapi: '3.1.0', paths: { '/greetings/{name}': {} } })
    expect(await readFile(join(project, 'system-apis/greeting/types.gen.d.ts'), 'utf8')).toContain('greet: {')

    await contract('Greet somebody warmly.')
    const drifted = await gantry(['contracts', 'check', '--json'])
    expect(JSON.parse(drifted.out)).toEqual({
      drift: [
        { path: 'system-apis/greeting/openapi.json', reason: 'differs' },
        { path: 'system-apis/greeting/types.gen.d.ts', reason: 'differs' },
      ],
      next: 'pnpm gantry contracts build',
    })
    expect(drifted.code).toBe(1)
  })

  test('list gives a row for every contract', async () => {
    const listed = await gantry(['contracts', 'list', '--json'])
    expect(JSON.parse(listed.out)).toEqual([
      {
        tier: 'system',
        name: 'greeting',
        version: '1.0.0',
        lifecycle: 'active',
        criticality: 'standard',
        owner: 'hosts',
        operations: 1,
        events: 0,
        path: '/system/greeting/v1',
      },
    ])
  })

  test('are refused outside of a project, with the next step and without a stack', async () => {
    const outside = await gantry(['contracts', 'list'], tmpdir())
    expect(outside.err).toMatch(/^There is no gantry\.config\.ts in .+\nRun the command in a Gantry project\.\n$/)
    expect(outside.code).toBe(2)
  })
})

describe('gantry token', () => {
  const key = 'a key for tests that is long enough'

  test('is refused while there is no key', async () => {
    const refused = await gantry(['token', '--json'])
    expect(JSON.parse(refused.out)).toEqual({
      error: {
        message: 'There is no identity key to sign a token with.',
        next: 'Start Gantry once, which makes it: npx -y pnpm@12 start',
      },
    })
    expect(refused.code).toBe(2)
  })

  test('mints what was asked for, signed with the key of the project', async () => {
    await mkdir(join(project, '.gantry'), { recursive: true })
    await write('.gantry/identity.key', `${key}\n`)
    const { out, code } = await gantry([
      'token',
      '--principal',
      'crm',
      '--scope',
      'experience.crm.*',
      '--scope',
      'system.crm.getOrder',
      '--tenant',
      'acme',
    ])
    expect(code).toBe(0)
    expect((await new Tokens(key).verify(out.trim())).identity).toEqual({
      tenant: 'acme',
      principal: 'crm',
      scopes: ['experience.crm.*', 'system.crm.getOrder'],
    })
    await expect(new Tokens(`${key}, another`).verify(out.trim())).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('refuses a key that is too short, without showing it', async () => {
    await write('.gantry/identity.key', 'short')
    const refused = await gantry(['token'])
    expect(refused.err).toContain('is shorter than 32 characters')
    expect(refused.err).not.toContain('short\n')
    expect(refused.code).toBe(2)
  })
})

describe('what does not exist', () => {
  test('is refused with what was meant', async () => {
    expect(await gantry(['contracts', 'lisst'])).toMatchObject({
      code: 2,
      err: 'There is no command "gantry contracts lisst".\nDid you mean: gantry contracts list\n',
    })
    expect(await gantry(['runs', 'list', '--stat', 'held'])).toMatchObject({
      code: 2,
      err: 'Nonexistent flag: --stat\nDid you mean: --state\n',
    })
    expect(JSON.parse((await gantry(['contracts', 'types', 'greting', '--json'])).out)).toEqual({
      error: { message: 'There is no contract "greting".', next: 'Did you mean: greeting' },
    })
  })

  test('is refused with where to look, where nothing is near', async () => {
    expect(JSON.parse((await gantry(['xyzzy', '--json'])).out).error.next).toBe('See those there are: gantry --help')
    expect(await gantry(['contracts', 'list', '--loudly'])).toMatchObject({
      code: 2,
      err: 'Nonexistent flag: --loudly\nSee: gantry contracts list --help\n',
    })
  })
})

describe('gantry --help', () => {
  test('names every command that exists and no other; so does each command with an example', async () => {
    const { out, code } = await gantry(['--help'])
    expect(code).toBe(0)
    const named = [...out.matchAll(/^ {2}([a-z-]+)(?: ([a-z|-]+))?(?= {2}|$)/gm)].flatMap(([, topic, words]) =>
      words && topic !== 'completion' ? words.split('|').map((word) => `${topic}:${word}`) : [topic],
    )
    expect(named.sort(), 'mend bin/overview.ts').toEqual(Object.keys(COMMANDS).sort())
    for (const [id, { summary, examples }] of Object.entries(COMMANDS)) {
      expect(summary, id).toMatch(/\.$/)
      expect(examples?.length, id).toBeGreaterThan(0)
      for (const example of examples) expect(example, id).toContain(`<%= config.bin %> ${id.replace(':', ' ')}`)
    }
  })

  test('and --version are answered without oclif', async () => {
    const child = await gantry(['--version'], tmpdir())
    expect(child.out).toMatch(/^gantry \d+\.\d+\.\d+, Node 24\./)
    const loaded = await readFile(join(root, 'scaffold/bin/gantry.ts'), 'utf8')
    const eager = [...loaded.matchAll(/^import (?:\{[^}]+\}|\w+) from '([^']+)'/gm)].map(([, module]) => module)
    for (const module of eager) expect(module).toMatch(/^node:/)
  })
})

test('every command is listed and takes --json; its file loads nothing but oclif before it runs', async () => {
  const folder = import.meta.dirname
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'commands.ts',
  )
  expect(files.length - 1).toBe(Object.keys(COMMANDS).length)
  for (const command of Object.values(COMMANDS)) expect(command.enableJsonFlag, command.name).toBe(true)
  for (const file of files) {
    const loaded = [...(await readFile(join(folder, file), 'utf8')).matchAll(/^import (?!type).*from '(.+)'/gm)]
    for (const [, module] of loaded)
      expect(module, file).toMatch(/^(@oclif\/core|(\.\.?\/)+(gantry-command|refusal)\.ts)$/)
  }
})

type Runnable = {
  prototype: { logJson: (json: unknown) => void }
  run: (args: string[], options: object) => Promise<unknown>
}

test.each(Object.entries(COMMANDS))(
  '%s refuses in JSON too: a sentence, the next step, exit code 2',
  async (_, command) => {
    const { prototype } = command as unknown as Runnable
    const told = vi.spyOn(prototype, 'logJson').mockImplementation(() => undefined)
    const before = process.exitCode
    await (command as unknown as Runnable).run(['--json', '--no-such-flag'], { root: join(root, 'scaffold') })
    expect(told.mock.calls).toEqual([[{ error: { message: expect.any(String), next: expect.stringMatching(/./) } }]])
    expect(process.exitCode).toBe(2)
    process.exitCode = before
    told.mockRestore()
  },
)
