import { readFile } from 'node:fs/promises'
import { documentOf } from '@gantry/core/contract/document'
import type { Listening } from '@gantry/core/runtime/server'
import { CHROMIUM, contrastOf, openBrowser, serveView, type Visitor, visit } from '@gantry/core/testing/visitor'
import { orderTrail } from '@gantry/order-trail/contract'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { entries, registryPort } from './registry.fixture.ts'
import view from './view.ts'

describe.skipIf(!CHROMIUM)('catalogue in Chromium', () => {
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
  afterEach(async () => {
    expect(visitor.errors.splice(0)).toEqual([])
    expect(visitor.strangers).toEqual([])
    expect(await visitor.page.evaluate(() => 'attacked' in window)).toBe(false)
  })

  it('lists every API by tier, and finds one by an operation of it', async () => {
    const { page } = visitor
    await page.goto('/catalogue/')
    await page.getByText(`${entries.length} APIs`).waitFor()
    expect(await page.locator('.tier h2').allInnerTexts()).toEqual(['Experience APIs', 'Process APIs', 'System APIs'])
    await page.getByRole('searchbox').fill('whole trail')
    expect(await page.locator('tbody tr:visible').count()).toBe(1)
    expect(await page.locator('.hit').textContent()).toContain('GET /trails/{identifier}')
    await page.getByRole('searchbox').fill('')
    await page.getByLabel('Criticality').selectOption('financial')
    await page.getByLabel('Owner').selectOption('accounts-receivable')
    expect(await page.locator('tbody a:visible').allInnerTexts()).toEqual(['Invoice posting', 'Payment application'])
    expect(page.url()).toContain('owner=accounts-receivable')
  })

  it('shows an API with its callers and its reference, from this origin alone', async () => {
    const { page } = visitor
    await page.goto('/catalogue/')
    await page.getByRole('searchbox').fill('order-trail')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Order trail' }).first().waitFor()
    const head = await page.locator('.api-head').textContent()
    expect(head).toContain('/process/order-trail/v1')
    expect(head).toContain('Called bycontrol-towercrmpartner-portal')
    await page.getByText('Find the whole trail by any identifier').first().waitFor({ timeout: 15_000 })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download openapi.json' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('order-trail-1.0.0.openapi.json')
    expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toEqual(documentOf(orderTrail))
    // Back in the list nothing of the reference is left over.
    await page.getByRole('link', { name: 'APIs', exact: true }).click()
    await page.getByText(`${entries.length} APIs`).waitFor()
    expect(await page.locator('.reference').count()).toBe(0)
    expect(await contrastOf(page, 'td p')).toBeGreaterThanOrEqual(4.5)
  })

  it('draws which API calls which, and brings out the calls of one', async () => {
    const { page } = visitor
    await page.goto('/catalogue/dependencies')
    await page.locator('.picture').waitFor()
    const calls = entries.flatMap(({ uses }) => uses).length
    expect(await page.locator('.lines path').count()).toBe(calls)
    await page.locator('[data-key="process.invoice-posting"]').focus()
    expect(await page.locator('.lines path.on').count()).toBe(4)
    expect(await page.getByRole('status').first().textContent()).toContain('calls billing, crm, erp, tax')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Invoice posting' }).waitFor()
    await page.getByText('Where every order stands').first().waitFor({ timeout: 15_000 })
  })

  it('lists every field, finds one by its meaning, and leads to the APIs that hold it', async () => {
    const { page } = visitor
    await page.goto('/catalogue/fields')
    await page.getByText(/\d+ of \d+ fields|fields, the first/).waitFor()
    await page.getByRole('searchbox').fill('business sentence')
    const rows = page.locator('.fields tbody tr')
    await rows.first().waitFor()
    expect((await rows.allTextContents()).map((row) => row.split('string')[0])).toContain('Problem.title')
    await rows.first().getByRole('link', { name: 'operations' }).click()
    await page.getByRole('heading', { name: 'Operations' }).first().waitFor()
    await page.goto('/catalogue/fields?search=nothing+like+this')
    await page.getByText('No field fits.').waitFor()
  })

  it('says so where there is no such API', async () => {
    await visitor.page.goto('/catalogue/apis/process/nonsense')
    await visitor.page.getByText('There is no API nonsense in the process tier.').waitFor()
  })

  it('shows the events of an API in its reference, with what each of them holds', async () => {
    const { page } = visitor
    await page.goto('/catalogue/apis/process/invoice-posting')
    const reference = page.getByRole('region', { name: 'Reference' })
    await reference.getByRole('button', { name: 'Open Group - Events' }).click({ timeout: 15_000 })
    await reference.getByRole('link', { name: 'invoice-posting.invoicePosted' }).first().click({ timeout: 15_000 })
    await reference.getByText('ledgerNumber').first().waitFor({ timeout: 15_000 })
  })

  it('fits a phone: no page is wider than its screen, and each can be read', async () => {
    const { page, errors, leave } = await visit(browser, host.url, { width: 390, height: 844 })
    const pages = {
      '': 'td a',
      'apis/process/order-trail': '.api-head h1',
      'apis/process/order-trail/changes': 'tbody tr',
      releases: 'tbody tr',
      fields: 'tbody tr',
      dependencies: '.picture',
    }
    for (const [path, part] of Object.entries(pages)) {
      await page.goto(`/catalogue/${path}`)
      await page.locator(part).first().waitFor()
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(wide, path).toBeLessThanOrEqual(0)
      expect(
        await page
          .locator(part)
          .first()
          .evaluate((found) => found.getBoundingClientRect().width),
        path,
      ).toBeGreaterThan(60)
    }
    expect(errors).toEqual([])
    await leave()
  })

  it('is readable in dark', async () => {
    const { page, leave } = await visit(browser, host.url, { dark: true, width: 900, height: 800 })
    await page.goto('/catalogue/')
    await page.getByText(`${entries.length} APIs`).waitFor()
    for (const selector of ['td a', 'td p', 'td', 'th', '.chip[data-criticality=financial]', '.chip[data-lifecycle]'])
      expect(await contrastOf(page, selector), selector).toBeGreaterThanOrEqual(4.5)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await leave()
  })
})
