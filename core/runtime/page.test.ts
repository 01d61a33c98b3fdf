import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mountPage } from './page.ts'

describe('mountPage', () => {
  const app = new Hono()
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gantry-page-'))
    const root = pathToFileURL(`${folder}/page/`)
    const { mkdir } = await import('node:fs/promises')
    await mkdir(root)
    await writeFile(new URL('index.html', root), '<!doctype html><title>Index</title>')
    await writeFile(new URL('main.js', root), 'export {}')
    await writeFile(join(folder, 'secret.js'), 'secret')
    await writeFile(join(folder, 'bundle.js'), `/* ${'large '.repeat(2000)} */`)
    mountPage(app, 'desk', root, { 'bundle.js': pathToFileURL(join(folder, 'bundle.js')) })
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('serves files and the kit with a policy that lets in nothing from outside', async () => {
    for (const path of ['/desk/main.js', '/desk/kit/element.js']) {
      const answer = await app.request(path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'self';(?!.*script-src)/)
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
  })

  it('takes a path for a place within the page, even one with a dot when a document is asked for', async () => {
    expect(await (await app.request('/desk/orders/Q-1')).text()).toContain('<title>Index')
    const asked = await app.request('/desk/orders/Q-1.2', { headers: { accept: 'text/html,*/*' } })
    expect(await asked.text()).toContain('<title>Index')
    expect((await app.request('/desk/missing.js')).status).toBe(404)
  })

  it.each([
    '/desk/../secret.js',
    '/desk/%2e%2e/secret.js',
    '/desk/..%2fsecret.js',
    '/desk/kit/../../secret.js',
    '/desk/file:///etc/hosts.js',
    '/desk//etc/hosts.js',
  ])('gives away nothing outside of its folder: %s', async (path) => {
    const answer = await app.fetch(new Request(`http://desk.test${path}`))
    expect(await answer.text()).not.toContain('secret')
    expect(answer.status).toBe(404)
  })

  it('sends an asset compressed where that is understood, and not again where it is known', async () => {
    const plain = await app.request('/desk/bundle.js')
    const whole = await plain.text()
    expect(plain.headers.get('cache-control')).toBe('public, max-age=86400')
    const packed = await app.request('/desk/bundle.js', { headers: { 'accept-encoding': 'gzip, br' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    const bytes = await packed.arrayBuffer()
    expect(bytes.byteLength).toBeLessThan(whole.length / 10)
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
    expect(await new Response(unpacked).text()).toBe(whole)
    const again = await app.request('/desk/bundle.js', { headers: { 'if-none-match': plain.headers.get('etag')! } })
    expect(again.status).toBe(304)
  })
})
