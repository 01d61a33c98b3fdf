import type { Listening } from '@gantry/core/runtime/server'
import { CHROMIUM, contrastOf, openBrowser, serveView, type Visitor, visit } from '@gantry/core/testing/visitor'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registryPort } from './registry.fixture.ts'
import view from './view.ts'

describe.skipIf(!CHROMIUM)('the changes of an API in Chromium', () => {
  let browser: Browser
  let host: Listening
  let visitor: Visitor

  beforeAll(async () => {
    browser = await openBrowser()
    host = await serveView(view, { registry: registryPort })
    visitor = await visit(browser, host.url)
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  it('tells what was published, of all APIs, and who uses an API', async () => {
    const { page } = visitor
    await page.goto('/catalogue/releases')
    const rows = page.locator('.releases tbody tr')
    await rows.first().waitFor()
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/2026-06-01.*1\.0\.0.*breaking.*<b>Sums<\/b>/),
      expect.stringMatching(/2026-02-01.*0\.9\.0/),
    ])
    await rows.first().getByRole('link', { name: 'Order trail' }).click()
    await page.getByRole('heading', { name: 'Versions of Order trail' }).waitFor()
    await page.getByRole('link', { name: 'Reference' }).click()
    const consumers = page.getByRole('region', { name: 'Consumers' })
    await consumers.waitFor()
    expect(await consumers.locator('tbody tr').allTextContents()).toEqual([
      expect.stringMatching(/crm.*declared/),
      expect.stringMatching(/legacy-reports.*0\.9\.0.*1204/),
    ])
  })

  it('shows the versions, their lint scores, and what changed between two of them', async () => {
    const { page } = visitor
    await page.goto('/catalogue/apis/process/order-trail')
    await page.getByRole('link', { name: 'Versions and changes' }).click()
    await page.getByRole('heading', { name: 'Versions of Order trail' }).waitFor()
    const versions = page.getByRole('region', { name: 'Versions' })
    expect(await versions.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringContaining('2026-06-01'),
      expect.stringContaining('until 2026-12-31'),
    ])
    expect(await versions.getByRole('img').getAttribute('aria-label')).toContain('0.9.0: 88, 1.0.0: 97')
    const breaking = page.getByRole('region', { name: 'Breaks consumers' })
    await breaking.waitFor()
    expect(await breaking.textContent()).toContain('GET /trails-by-number/{number} is gone.')
    expect(await breaking.textContent()).toContain('Safely: Mark it deprecated')
    // Turned round, what went is what came.
    await page.getByLabel('From').selectOption('1.0.0')
    await page.getByText('Choose two versions.').waitFor()
    await page.getByLabel(/^To/).selectOption('0.9.0')
    await page.getByText('GET /trails-by-number/{number} is new.').waitFor()
    expect(new URL(page.url()).search).toBe('?from=1.0.0&to=0.9.0')
    expect(await contrastOf(page, '.findings .muted')).toBeGreaterThanOrEqual(4.5)
    // An API that was never published has one version, and nothing to compare it with.
    await page.goto('/catalogue/apis/process/operations/changes')
    await page.getByText('is the first version').waitFor()
    expect(visitor.errors).toEqual([])
    expect(visitor.strangers).toEqual([])
  })
})
