import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withoutOuterPnpm } from '@gantry/scaffold/generate/installation'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf, ROOT } from './blocks.ts'

const run = promisify(execFile)

/*
 * The guide, line by line, in an empty folder outside of this repository: packed, installed, checked, tested, run. What
 * is generated beyond the guide is tried in the same project, which is made once.
 */
let outside: string
let acme: string
let development: ChildProcess | undefined
const env: Record<string, string | undefined> = {
  ...withoutOuterPnpm(process.env),
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  NO_COLOR: '1',
  DATABASE_URL: undefined,
}
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'gantry-ten-minutes-'))
  acme = join(outside, 'acme')
})
afterAll(async () => {
  if (development?.exitCode === null && development.signalCode === null) {
    development.kill('SIGTERM')
    await once(development, 'exit')
  }
  await rm(outside, { recursive: true, force: true })
})

/** As the guide says where pnpm is not on the path. */
const PNPM = spawnSync('pnpm', ['--version']).status === 0 ? 'pnpm ' : 'npx -y pnpm@12 '
const pnpm = (line: string) => line.replace(/^pnpm /, PNPM)

async function shell(line: string, cwd = acme): Promise<string> {
  try {
    return (await run('bash', ['-c', pnpm(line)], { cwd, env, maxBuffer: 64 * 2 ** 20 })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${line}\n${stdout}\n${stderr}`)
  }
}

/** `gantry` of the project, without pnpm around it. */
async function gantry(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const bin = join(acme, 'node_modules/.bin/gantry')
  return run(bin, args, { cwd: acme, env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  )
}

/** Starts what does not end by itself; resolves with the addresses it prints. */
async function startDevelopment(): Promise<{ api: string; depot: string }> {
  const child = spawn(join(acme, 'node_modules/.bin/gantry'), ['dev', '--port', '0', '--sandbox-port', '0', '--json'], {
    cwd: acme,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  development = child
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const answered = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk)))
    child.once('exit', (code) => reject(new Error(`gantry dev ended with ${code}:\n${said}`)))
  })
  const { url, sandboxes } = JSON.parse(await answered) as { url: string; sandboxes: { depot: string } }
  return { api: url, depot: sandboxes.depot }
}

async function follow(line: string): Promise<string> {
  if (line === 'cd ../acme') return ''
  if (line !== 'pnpm dev') return shell(line.replace('../acme', acme), line.includes('gantry init') ? ROOT : acme)
  const { api, depot } = await startDevelopment()
  env.GANTRY = api
  env.DEPOT = depot
  return ''
}

const lines = blocksOf('docs/ten-minutes.md')
  .filter(({ language }) => language === 'sh')
  .flatMap(({ text }) => text.trim().split('\n'))

describe('the ten minutes', () => {
  test.each(lines)('%s', { timeout: 240_000 }, async (line) => {
    const said = await follow(line)
    if (line.includes('runs list')) expect(said).toContain('stock-reservation v1')
    if (line.includes('orders/O-1')) expect(JSON.parse(said)).toMatchObject({ order: 'O-1' })
  })

  test('what was installed is JavaScript with declarations, and no file names this repository', async () => {
    const core = join(acme, 'node_modules/@gantry/core')
    const files = await readdir(core, { recursive: true })
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([])
    for (const file of (await readdir(acme, { recursive: true })).filter(
      (file) => !/node_modules|^vendor|\.gantry/.test(file) && /\.\w+$/.test(file),
    ))
      expect(await readFile(join(acme, file), 'utf8').catch(() => ''), file).not.toContain(ROOT)
  })

  test('every version that the project names is the one this repository has', async () => {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(acme, 'package.json'), 'utf8'))
    const catalog = await readFile(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')
    const buildsOf = (text: string) => /^allowBuilds:\n(?: {2}.*\n)+/m.exec(text)?.[0]
    // An install refuses scripts that nobody has decided on.
    expect(buildsOf(await readFile(join(acme, 'pnpm-workspace.yaml'), 'utf8'))).toBe(buildsOf(catalog))
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      if (!name.startsWith('@gantry/')) expect(catalog).toMatch(new RegExp(`^  "?${name}"?: ${version}$`, 'm'))
  })
})

describe('beyond the guide', () => {
  test('a project is not made over another without a word', async () => {
    await writeFile(join(acme, 'README.md'), 'My own words.\n')
    const refused = await run(
      process.execPath,
      [
        join(ROOT, 'scaffold/bin/gantry.ts'),
        'init',
        acme,
        '--packages',
        join(acme, 'vendor'),
        '--no-install',
        '--json',
      ],
      { cwd: ROOT, env },
    ).catch((error) => error)
    expect(refused.code).toBe(2)
    expect(JSON.parse(refused.stdout).error).toMatchObject({
      message: expect.stringContaining('would be overwritten'),
      next: expect.stringContaining('--overwrite'),
    })
    expect(await readFile(join(acme, 'README.md'), 'utf8')).toBe('My own words.\n')
  }, 60_000)

  test('a dry run of each piece writes nothing; each piece works as it is', async () => {
    const before = await readFile(join(acme, 'gantry.config.ts'), 'utf8')
    for (const kind of ['contract', 'view']) {
      const dry = JSON.parse((await gantry('new', kind, 'spare-parts', '--dry-run', '--json')).out)
      expect(dry).toMatchObject({ dryRun: true, files: expect.arrayContaining(['gantry.config.ts']) })
    }
    expect(await readFile(join(acme, 'gantry.config.ts'), 'utf8')).toBe(before)
    for (const kind of ['contract', 'view']) expect(await gantry('new', kind, 'spare-parts')).toMatchObject({ code: 0 })
    const again = await gantry('new', 'contract', 'spare-parts')
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('gantry.config.ts names') })
    expect(await gantry('new', 'flow', 'Not A Name')).toMatchObject({ code: 2 })
    await shell('node_modules/.bin/gantry contracts build')
    await shell('pnpm check')
    await shell('node_modules/.bin/vitest run system-apis/spare-parts experience-apis/spare-parts')
    expect(await gantry('contracts', 'check')).toMatchObject({ code: 0 })
  }, 120_000)

  test('a connector and a sandbox of a document work in a project of plain folders', async () => {
    const document = join(ROOT, 'test/openapi/fixtures/cursor.yaml')
    const from = ['--from-openapi', document]
    expect(await gantry('new', 'connector', 'ledger', '--capability', 'warehouse', ...from, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('named it in gantry.config.ts'),
    })
    expect(await gantry('new', 'sandbox', 'ledger-two', ...from)).toMatchObject({ code: 0 })
    expect(await gantry('new', 'sandbox', 'ledger-three')).toMatchObject({ code: 0 })
    expect((await gantry('new', 'sandbox', 'ledger-three')).out).toMatch(/^keep {2}plugins/)
    await shell('pnpm check')
    await shell('node_modules/.bin/vitest run plugins/ledger plugins/ledger-two plugins/ledger-three')
    const listed = JSON.parse((await gantry('mappings', 'list', '--json')).out)
    expect(listed).toMatchObject([{ connection: 'depot', holes: 0 }, { connection: 'ledger' }])
    const { holes, open } = JSON.parse((await gantry('mappings', 'show', 'ledger', '--json')).out)
    expect(open).toHaveLength(holes)
  }, 120_000)

  test('a program elsewhere calls the running host with the generated client, which knows its types', async () => {
    const client = join(outside, 'consumer')
    expect(await gantry('contracts', 'client', '--out', client, '--contract', 'stock-reservation')).toMatchObject({
      code: 0,
    })
    await mkdir(join(client, 'node_modules'))
    await symlink(join(ROOT, 'scaffold/node_modules/openapi-fetch'), join(client, 'node_modules/openapi-fetch'))
    const program = (order: string) => `import { createStockReservationClient } from './stock-reservation.js'
const client = createStockReservationClient({ url: process.env.GANTRY ?? '' })
const { data, error } = await client.GET('/orders/{order}', { params: { path: { order: ${order} } } })
const said: string = data ? data.state : error.code
process.stdout.write(said)
`
    const files = { good: program("'O-1'"), absent: program("'O-2'"), wrong: program('7') }
    for (const [name, text] of Object.entries(files)) await writeFile(join(client, `${name}.ts`), text)
    const tsc = [join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--module', 'nodenext']
    const types = ['--target', 'es2024', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')]
    const faultsOf = (name: string): Promise<string> =>
      run(process.execPath, [...tsc, ...types, `${name}.ts`], { cwd: client }).then(
        () => '',
        ({ stdout }) => stdout,
      )
    expect(await faultsOf('good')).toBe('')
    expect(await faultsOf('wrong')).toContain("'number' is not assignable to type 'string'")
    const say = async (name: string) => (await run(process.execPath, [join(client, `${name}.ts`)], { env })).stdout
    expect(await say('good')).toBe('completed')
    expect(await say('absent')).toBe('no-such-order')
  }, 60_000)
})
