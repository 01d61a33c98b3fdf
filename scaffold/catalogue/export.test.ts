import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { billing } from '@gantry/billing-api/contract'
import { documentOf } from '@gantry/core/contract/document'
import { CHROMIUM, openBrowser, visit } from '@gantry/core/testing/visitor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { exportCatalogue } from './export.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.atom': 'application/atom+xml',
}

let folder: string
let site: string
let project: Project
let server: Server
let url: string

/** What any web server does below `/docs/`: files, and the page of a folder. */
function serve(): Promise<string> {
  server = createServer(async (request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname.replace(/^\/docs\//, '/')
    const file = join(site, path.endsWith('/') ? `${path}index.html` : path)
    const content = await readFile(file).catch(() => undefined)
    response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    response.end(content)
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalogue-'))
  site = join(folder, 'site')
  const config = {
    capabilities: { billing: { contract: billing } },
    connections: {},
    processes: { registry: () => import('@gantry/registry') },
    views: { catalogue: () => import('@gantry/catalogue-view') },
    registry: pathToFileURL(`${folder}/published/`),
  }
  project = { root: folder, config: config as unknown as Project['config'] }
  const { paths, ...document } = documentOf(billing) as { paths: Record<string, object> }
  const old = { ...document, paths: { ...paths, '/invoices/{id}/print': { post: { responses: { 200: {} } } } } }
  const at = join(folder, 'published/system/billing/0.9.0')
  await mkdir(at, { recursive: true })
  await writeFile(join(at, 'openapi.json'), JSON.stringify(old))
  await writeFile(
    join(at, 'publication.json'),
    JSON.stringify({
      tier: 'system',
      name: 'billing',
      version: '0.9.0',
      publishedOn: '2026-02-01',
      publishedBy: 'release@example.com',
      digest: 'a'.repeat(64),
      owner: 'billing-operations',
      audience: 'internal',
      criticality: 'financial',
      lifecycle: 'active',
      classes: [],
      changelog: 'Invoices & <credit notes>.',
      level: 'none',
      changes: [],
      score: 90,
      waived: [],
    }),
  )
  url = await serve()
  await exportCatalogue(project, site, `${url}/docs`)
})
afterAll(async () => {
  server?.close()
  await rm(folder, { recursive: true, force: true })
})

test('an export holds every API, and an earlier one may be written over, but nothing else', async () => {
  const { items } = JSON.parse(await readFile(join(site, 'data/apis.json'), 'utf8')) as { items: { name: string }[] }
  expect(items.map(({ name }) => name)).toEqual(['billing', 'registry', 'catalogue'])
  await exportCatalogue(project, site, `${url}/docs/`)
  await expect(exportCatalogue(project, folder, url)).rejects.toMatchObject({ name: 'Refusal' })
  expect(await readdir(folder)).toContain('published')
})

describe.skipIf(!CHROMIUM)('an export in Chromium', () => {
  test('is read from files alone, at whatever place it is served, and can be subscribed to', async () => {
    const browser = await openBrowser()
    try {
      const { page, errors, strangers } = await visit(browser, url)
      await page.goto('/docs/')
      await page.getByText(/^\d+ APIs$/).waitFor()
      await page.getByRole('link', { name: 'Billing' }).first().click()
      await page.getByRole('link', { name: 'Versions and changes' }).click()
      await page.getByText('POST /invoices/{id}/print is gone.').waitFor()
      // A place within it can be opened by itself.
      await page.goto('/docs/fields/?search=legalEntity')
      await page.locator('.fields tbody tr').first().waitFor()
      for (const place of ['subscriptions', 'contracts']) {
        await page.goto(`/docs/${place}/`)
        await page.getByRole('link', { name: 'releases.atom' }).waitFor()
      }
      await page.goto('/docs/releases/')
      const feed = await page.getByRole('link', { name: 'Subscribe' }).getAttribute('href')
      const entries = await page.evaluate(async (address) => {
        const atom = new DOMParser().parseFromString(await (await fetch(address)).text(), 'application/xml')
        return [...atom.querySelectorAll('entry')].map((entry) =>
          ['title', 'summary', 'updated'].map((name) => entry.querySelector(name)?.textContent),
        )
      }, feed!)
      expect(entries).toEqual([['Billing 0.9.0', 'Invoices & <credit notes>.', '2026-02-01T00:00:00Z']])
      expect(errors).toEqual([])
      expect(strangers).toEqual([])
    } finally {
      await browser.close()
    }
  })
})
