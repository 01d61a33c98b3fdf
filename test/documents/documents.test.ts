import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { basePathOf, type Contract } from '@gantry/core/contract'
import { contractsOf, folderOf } from '@gantry/scaffold/contracts/publication'
import { openProject } from '@gantry/scaffold/project'
import { stockReservation } from '@gantry/scaffold/templates/project/process-apis/stock-reservation/contract'
import { describe, expect, test } from 'vitest'
import { blocksOf, documents, ROOT, textOf } from './blocks.ts'

const run = promisify(execFile)
const all = documents()
const blocks = all.flatMap(blocksOf)
const at = (block: { document: string; line: number }) => `${block.document}:${block.line}`

describe('TypeScript in documents', () => {
  test('type-checks against the workspace', async () => {
    const examples = blocks.filter(({ language, info }) => language === 'ts' && info === '')
    expect(examples.length).toBeGreaterThan(15)
    // Below the root, so that the root's packages are found; out of sight of the other checks.
    const folder = join(ROOT, '.gantry', 'documents')
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
    )
    for (const [index, example] of examples.entries())
      await writeFile(join(folder, `example-${index}.ts`), `// ${at(example)}\n${example.text}`)
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
    const faults = await run(process.execPath, [compiler, '-p', folder], { cwd: folder }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    )
    const named = faults.replace(/example-(\d+)\.ts\((\d+)/g, (_, index: string, line: string) => {
      const { document, line: first } = examples[Number(index)]!
      return `${document}(${first + Number(line) - 1}`
    })
    expect(named).toBe('')
  })

  const snippets = blocks.filter(({ info }) => info.startsWith('file='))
  test.each(snippets.map((block) => [at(block), block] as const))('%s is what the file says', (_, { info, text }) => {
    const path = info.slice('file='.length)
    expect(existsSync(join(ROOT, path)), path).toBe(true)
    const lines = textOf(path)
      .split('\n')
      .map((line) => line.trim())
    let from = 0
    for (const part of text.trimEnd().split(/^ *\/\/ …$/m)) {
      const wanted = part
        .split('\n')
        .map((line) => line.trim())
        .filter((line, index, kept) => line !== '' || (index > 0 && index < kept.length - 1))
      const found = lines.findIndex(
        (_, start) => start >= from && wanted.every((line, offset) => lines[start + offset] === line),
      )
      expect(found, `${path} has no:\n${part}`).toBeGreaterThanOrEqual(0)
      from = found + wanted.length
    }
  })
})

const TEN_MINUTES = 'is run by the test of the ten minutes'

/** Every command in a document: the arguments of `gantry` where it is run here, else why it is not. */
const COMMANDS: Record<string, string[] | string> = {
  'npx -y pnpm@12 start': 'the demonstration itself',
  'npx -y pnpm@12 test': 'would run this test again',
  'npx -y pnpm@12 install': 'has run, or this test would not',
  'pnpm check': 'has a step of its own in the pipeline',
  'pnpm exec vitest run plugins/stripe/repeat.test.ts': 'runs with the others',
  'pnpm exec vitest run plugins/stripe -t "a repeat"': 'runs with the others',
  'npx -y pnpm@12 test test/scenarios/s01-once.test.ts': 'runs with the others',
  'GANTRY_TEST_BACKEND=cockroachdb npx -y pnpm@12 test core/flow core/events core/cockroachdb': 'takes minutes',
  'GANTRY_TEST_BACKEND=cockroachdb npx -y pnpm@12 test test/scenarios': 'takes minutes',
  'GANTRY_TEST_BACKEND=cockroachdb npx -y pnpm@12 test test/faults/engine-rows.test.ts': 'takes minutes',
  'npx -y pnpm@12 gantry init ../acme': TEN_MINUTES,
  'cd ../acme': TEN_MINUTES,
  'pnpm test': TEN_MINUTES,
  'pnpm dev': TEN_MINUTES,
  'pnpm gantry runs list --url "$GANTRY"': TEN_MINUTES,
  'pnpm gantry new flow goods-return': TEN_MINUTES,
  'pnpm test process-apis/goods-return': TEN_MINUTES,
  'pnpm gantry doctor': TEN_MINUTES,
  'pnpm gantry contracts client --out ../acme-client': TEN_MINUTES,
  'npx -y pnpm@12 packages': 'takes a while; the test of the ten minutes packs too',
  'npx -y pnpm@12 bench flows': 'takes minutes',
  'npx -y pnpm@12 faults R1 --scale 0.1': 'takes a minute; its short form is in the suite',
  'npx -y pnpm@12 bench capacity': 'takes a minute',
  'pnpm gantry --help': ['--help'],
  'pnpm gantry contracts list': ['contracts', 'list'],
  'pnpm gantry contracts check': ['contracts', 'check'],
  'pnpm gantry contracts announce': 'asks a Gantry that runs',
  "pnpm gantry access request web-shop experience.crm@1 --scope experience.crm.getOrder --plan standard --days 180 --purpose 'Status of orders.'":
    'asks a Gantry that runs',
  "pnpm gantry access decide web-shop experience.crm@1 approved --plan trial --reason 'Agreed with sales.'":
    'asks a Gantry that runs',
  'pnpm gantry access list --expiry expiring': 'asks a Gantry that runs',
  'pnpm gantry vendors record avalara': 'takes a minute',
  'pnpm gantry vendors drift avalara new-avatax.yaml --old avatax.yaml --fail-on breaking': "needs a vendor's document",
  'pnpm gantry contracts lint': 'a test of the scaffold does the same',
  'pnpm gantry contracts publish --check --report report.md': 'a step of its own in the pipeline',
  "pnpm gantry contracts approve --pending --by controller@example.com --reason 'Release of May.'":
    'writes into governance/approvals.yaml',
  'pnpm gantry contracts publish --by release@example.com': 'writes into published/',
  'node test/prism.ts test/scenarios/s01-once.test.ts': 'takes a minute',
  'pnpm gantry catalogue export site --url https://apis.example.com/catalogue/': 'a test of the scaffold does the same',
  'pnpm gantry contracts build': 'writes what `contracts check` compares',
  'pnpm gantry connector list': ['connector', 'list'],
  'pnpm gantry connector test avalara --case duplicate': ['connector', 'test', 'avalara', '--case', 'duplicate'],
  'pnpm gantry new connector acme --capability erp --from-openapi test/openapi/fixtures/cursor.yaml --dry-run': [
    ...['new', 'connector', 'acme', '--capability', 'erp', '--from-openapi', 'test/openapi/fixtures/cursor.yaml'],
    '--dry-run',
  ],
  'pnpm gantry new connector acme --capability erp --from-openapi acme.yaml --operations cancelSalesOrder=cancelOrder --yes':
    'writes into the repository; test/openapi does it in a project of its own',
  'pnpm gantry new sandbox acme --from-openapi acme.yaml': 'writes into the repository; test/openapi does it elsewhere',
  'pnpm gantry mappings list': ['mappings', 'list'],
  'pnpm gantry mappings show netsuite': ['mappings', 'show', 'netsuite'],
  'pnpm gantry mappings find Q-00001': 'asks a Gantry that runs',
  'pnpm gantry connector docs': 'writes what a test of the scaffold compares',
  'pnpm gantry runs list --state blocked': 'asks a Gantry that runs',
  'pnpm gantry exceptions list --code period-closed': 'asks a Gantry that runs',
  'pnpm gantry dead-letters list --code unfit-event': 'asks a Gantry that runs',
  "pnpm gantry exceptions resolve 6f0e2a1c-… map --map 'lines.*.taxCode' --value OLD=NEW --reason 'New tax codes.' --preview":
    'asks a Gantry that runs',
  "pnpm gantry exceptions replay --code period-closed --reason 'October is open again.'": 'asks a Gantry that runs',
  "pnpm gantry dead-letters replay --code unfit-event --map currency --value EURO=EUR --reason 'The feed sent a word.'":
    'asks a Gantry that runs',
  'pnpm gantry secrets set STRIPE_API_KEY < key.txt': 'reads a file of yours',
  'pnpm gantry secrets rotate STRIPE_WEBHOOK_SECRET < new.txt': 'reads a file of yours',
  'pnpm gantry secrets list': 'would make a master key here',
  "pnpm gantry data hold Q-00042 --reason 'In dispute, file 7/26.'": 'asks a Gantry that runs',
  'pnpm gantry data holds': 'asks a Gantry that runs',
  "pnpm gantry data hold Q-00042 --lift --reason 'The dispute is settled.'": 'asks a Gantry that runs',
  "pnpm gantry data erase Q-00042 --reason 'She asked to be forgotten.'": 'asks a Gantry that runs',
  'node test/pentest.ts': 'needs sqlmap and wapiti, and five minutes',
  'pnpm gantry data rotate': 'makes a key',
  'pnpm gantry data reseal': 'needs a database that runs',
  'pnpm gantry data retention': ['data', 'retention'],
  'pnpm gantry data retention --preview': 'needs a database that runs',
  'pnpm gantry audit verify': 'needs a database that runs',
  'pnpm gantry audit list --action exception.resolved': 'asks a Gantry that runs',
  'pnpm gantry token': 'needs the key of a start',
  "pnpm gantry token --principal crm --scope 'experience.crm.*' --minutes 60": 'needs the key of a start',
}

describe('commands in documents', () => {
  const written = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap((block) =>
      block.text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((command) => [command, at(block)] as const),
    )

  const isRequest = (command: string) => command.startsWith('curl ')

  test('are known here, and the other way round', () => {
    const known = Object.keys(COMMANDS)
    expect(written.filter(([command]) => !known.includes(command) && !isRequest(command))).toEqual([])
    expect(known.filter((command) => !written.some(([other]) => other === command))).toEqual([])
  })

  const cheap = Object.entries(COMMANDS).filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))
  test.each(cheap)('%s', async (_, args) => {
    const { stdout } = await run(process.execPath, [join(ROOT, 'scaffold/bin/gantry.ts'), ...args], { cwd: ROOT })
    expect(stdout.length).toBeGreaterThan(20)
  })

  test('ask for operations that some contract has', async () => {
    // What `gantry init` writes is asked for in the guide.
    const contracts = [...(await contractsOf(await openProject(ROOT))), stockReservation as unknown as Contract]
    const operations = contracts.flatMap((contract) =>
      Object.values(contract.operations).map(({ method, path }) => {
        const place = `${basePathOf(contract)}${path}`.replace(/\{\w+\}/g, '[^/]+')
        return new RegExp(`^${method.toUpperCase()} ${place}$`)
      }),
    )
    for (const [command, place] of written.filter(([command]) => isRequest(command) && !/_sandbox\//.test(command))) {
      const method = /-X (\w+)/.exec(command)?.[1] ?? 'GET'
      const path = /\$GANTRY(\/[^\s"'?]*)/.exec(command)?.[1]
      expect(path, `${place}: an address is written "$GANTRY/…"`).toBeDefined()
      expect(
        operations.some((operation) => operation.test(`${method} ${path}`)),
        `${place}: ${command}`,
      ).toBe(true)
    }
  })

  test('files they name exist', () => {
    for (const [command, place] of written)
      for (const [path] of command.matchAll(/\S+\.test\.ts/g)) expect(existsSync(join(ROOT, path)), place).toBe(true)
  })
})

test('links within the repository lead to a file, and to a heading where they name one', () => {
  for (const document of all) {
    const text = textOf(document).replace(/^```[\s\S]*?^```$/gm, '')
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map((match) => match[1] ?? match[2]!)
    for (const target of targets) {
      if (/^[a-z]+:/.test(target)) continue
      const [path, heading] = target.split('#') as [string, string | undefined]
      const file = path === '' ? document : join(dirname(document), path)
      expect(existsSync(join(ROOT, file)), `${document}: ${target}`).toBe(true)
      if (heading === undefined) continue
      const headings = [...textOf(file).matchAll(/^#+ (.+)$/gm)].map((match) =>
        match[1]!
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      )
      expect(headings, `${document}: ${target}`).toContain(heading)
    }
  }
})

test('every package has a README; that of a system or process API names its operations and events, that of a view its contract', async () => {
  const project = await openProject(ROOT)
  const connectors = Object.keys(project.config.connections).map((name) => `plugins/${name}`)
  const contracts = await contractsOf(project)
  const apis = contracts.map(folderOf)
  for (const folder of ['core', 'scaffold', 'test', 'system-apis/canonical', ...connectors, ...apis])
    expect(existsSync(join(ROOT, folder, 'README.md')), folder).toBe(true)
  for (const contract of contracts) {
    const readme = textOf(`${folderOf(contract)}/README.md`)
    expect(readme, folderOf(contract)).toContain('contract.ts')
    if (contract.tier === 'experience') continue
    for (const id of Object.keys(contract.operations)) expect(readme, folderOf(contract)).toContain(`\`${id}\``)
    for (const { name } of Object.values(contract.events)) expect(readme, folderOf(contract)).toContain(`\`${name}\``)
  }
})
