import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'
import { atomOf, type Release } from './feed.ts'
import { type Catalogue, openCatalogue } from './published.ts'

/** What an export holds. */
export type Exported = { folder: string; files: number; apis: number; releases: number }

const KIT = new URL('../page/', import.meta.resolve('@gantry/core/contract'))
const TEXTS = new Set(['.js', '.css', '.html', '.svg'])

/**
 * Writes the catalogue into `folder` as files for any web server that answers a folder with its `index.html`. `url` is
 * where it will be served. Nothing in it is loaded from elsewhere. Throws a `Refusal` where the folder is not empty.
 */
export async function exportCatalogue(project: Project, folder: string, url: string): Promise<Exported> {
  const standing: string[] = await readdir(folder).catch(() => [])
  if (standing.length > 0 && !standing.includes('releases.atom'))
    throw new Refusal(`${folder} holds other files.`, 'Name an empty folder, or that of an earlier export.')
  const root = url.endsWith('/') ? url : `${url}/`
  const base = new URL(root).pathname
  const { view, catalogue } = await openCatalogue(project)
  let files = 0
  const write = async (path: string, content: string | Uint8Array) => {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
    files++
  }

  for (const [path, content] of await dataOf(catalogue))
    await write(`data/${path}.json`, `${JSON.stringify(content)}\n`)
  const releases = (await catalogue.listReleases({}, {})).items as unknown as Release[]
  await write('releases.atom', atomOf(releases, root))

  for (const [from, to] of [[view.page!, ''] as const, [KIT, 'kit/'] as const])
    for (const name of await readdir(from)) {
      const content = await readFile(new URL(name, from))
      await write(`${to}${name}`, TEXTS.has(extname(name)) ? placed(content.toString(), base) : content)
    }
  for (const [name, asset] of Object.entries(view.assets ?? {})) {
    await cp(fileURLToPath(asset), join(folder, name))
    files++
  }
  const { items: apis } = await catalogue.listApis({}, {})
  const page = indexOf(placed((await readFile(new URL('index.html', view.page))).toString(), base), base)
  const ofApis = apis.flatMap(({ tier, name }) => [`apis/${tier}/${name}/`, `apis/${tier}/${name}/changes/`])
  for (const place of ['', 'releases/', 'subscriptions/', 'contracts/', 'fields/', 'dependencies/', ...ofApis])
    await write(`${place}index.html`, page)
  return { folder, files, apis: apis.length, releases: releases.length }
}

/** Every answer a page asks for, by the path of its file. Each two versions of an API are compared, in both directions. */
async function dataOf(catalogue: Catalogue): Promise<Map<string, object>> {
  const data = new Map<string, object>()
  const list = await catalogue.listApis({}, {})
  data.set('apis', list)
  data.set('fields', await catalogue.listFields({}, {}))
  data.set('releases', await catalogue.listReleases({}, {}))
  for (const { tier, name } of list.items as { tier: string; name: string }[]) {
    const api = { tier, name }
    const at = `apis/${tier}/${name}`
    const versions = await catalogue.listVersions(api, {})
    data.set(`${at}/document`, await catalogue.getDocument(api, {}))
    data.set(`${at}/consumers`, await catalogue.listConsumers(api, {}))
    data.set(`${at}/versions`, versions)
    for (const { version: from } of versions.items)
      for (const { version: to } of versions.items)
        if (from !== to) {
          const query = { from: String(from), to: String(to) }
          data.set(`${at}/changes/${from}..${to}`, await catalogue.compareVersions({ ...api, query }, {}))
        }
  }
  return data
}

/** A file of the page that a host serves below `/catalogue/`, for another place. */
const placed = (content: string, base: string): string =>
  content.replace(/(?<=["'`])\/catalogue(?=[/"'`])/g, base.slice(0, -1))

/** The page that reads files in the place of an API, and can be subscribed to. */
const indexOf = (html: string, base: string): string =>
  html
    .replace('<html lang="en">', '<html lang="en" data-exported>')
    .replace(
      '</head>',
      `  <link rel="alternate" type="application/atom+xml" title="Published APIs" href="${base}releases.atom" />\n  </head>`,
    )
