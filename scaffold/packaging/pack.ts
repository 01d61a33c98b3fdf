import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { run } from '../processes/run.ts'
import { Refusal } from '../refusal.ts'
import { compile } from './compile.ts'
import { packedManifest } from './packed-manifest.ts'
import { readWorkspace, type WorkspacePackage } from './workspace.ts'

/** A package as it can be installed: `file` is the tarball's name in the folder that was asked for. */
export type Packed = { name: string; version: string; file: string }

/**
 * Packs every package of the workspace at `root` into `out`, one tarball each, as `npm pack` names them. What is installed
 * is JavaScript with declarations: Node strips no types below node_modules. Throws a `Refusal`.
 */
export async function packAll(root: string, out: string): Promise<Packed[]> {
  const { packages, catalog } = readWorkspace(root)
  const versions = new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]))
  const build = join(root, 'dist/build')
  const staged = join(root, 'dist/staged')
  await compile(
    root,
    packages.map(({ folder }) => folder),
    build,
  )
  await rm(staged, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  return Promise.all(
    packages.map(async (each) => {
      const stage = join(staged, fileNameOf(each))
      await stagePackage(root, build, each, join(stage, 'package'))
      const manifest = packedManifest(each.manifest, versions, catalog)
      await writeFile(join(stage, 'package/package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
      const file = `${fileNameOf(each)}.tgz`
      const { code, said } = await run('tar', ['-czf', join(out, file), '-C', stage, 'package'])
      if (code !== 0) throw new Refusal(`${file} could not be packed: ${said.trim()}`, 'See that tar is installed.')
      return { name: manifest.name, version: manifest.version, file }
    }),
  )
}

const fileNameOf = ({ manifest: { name, version } }: WorkspacePackage) =>
  `${name.replace('@', '').replace('/', '-')}-${version}`

/** What was compiled, and beside it whatever else the package reads: SQL, pages, documents, templates. */
async function stagePackage(root: string, build: string, { folder }: WorkspacePackage, stage: string): Promise<void> {
  await mkdir(stage, { recursive: true })
  await cp(join(build, folder), stage, { recursive: true })
  const source = join(root, folder)
  await cp(source, stage, { recursive: true, dereference: true, filter: (path) => isRead(relative(source, path)) })
  await cp(join(root, 'LICENSE'), join(stage, 'LICENSE'))
}

/** Relative to its package. */
function isRead(path: string): boolean {
  if (path.startsWith('templates')) return !/(^|\/)node_modules(\/|$)/.test(path)
  if (/(^|\/)(node_modules|fixtures|recorded)(\/|$)|(^|\/)package\.json$/.test(path)) return false
  return !/(?<!\.d)\.ts$|\.test\.|\.fixture\./.test(path)
}

/** The tarballs of a folder by the packages' names. Throws a `Refusal` where there is none. */
export async function packedIn(folder: string): Promise<Packed[]> {
  const files = await readdir(folder).catch(() => [])
  const found = files.flatMap((file): Packed[] => {
    const [, name, version] = /^gantry-(.+)-(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(file) ?? []
    return name && version ? [{ name: `@gantry/${name}`, version, file }] : []
  })
  if (found.length > 0) return found
  throw new Refusal(
    `There are no packages of Gantry in ${folder}.`,
    'Make them in its repository: npx -y pnpm@12 packages',
  )
}
