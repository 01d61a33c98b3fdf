import { verifyWebhook } from '@gantry/core/security/webhook-signature'
import { CHROMIUM, contrastOf, openBrowser, type Visitor, visit } from '@gantry/core/testing/visitor'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Landscape } from '../landscape.ts'
import { admitPartner, type Partner } from '../partners.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'
import { type Receiver, startReceiver } from '../webhook-receiver.ts'

describe.skipIf(!CHROMIUM)('the partner portal in Chromium, over the whole stack', () => {
  let landscape: Landscape
  let north: Partner
  let browser: Browser
  let visitor: Visitor
  let receiver: Receiver
  beforeAll(async () => {
    landscape = await Landscape.start()
    await setUp(landscape)
    await landscape.act('stripe', 'customers', { default: 'pay' })
    north = await admitPartner(landscape, 'P-NORTH')
    const lines = [line({ description: '<img src=x onerror="window.attacked=1">' }), careLine()]
    await quoted(landscape, 'Q-N1', quote({ partner: 'P-NORTH', lines }))
    await quoted(landscape, 'Q-S1', quote({ partner: 'C-1', state: 'accepted' }))
    receiver = await startReceiver()
    browser = await openBrowser()
    visitor = await visit(browser, landscape.url)
    visitor.page.setDefaultTimeout(15_000)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await landscape?.stop()
    await receiver?.close()
  })
  afterEach(async () => {
    // Chromium reports refusals that the page goes on to show in words.
    expect(visitor.errors.splice(0).filter((error) => !/status of (401|403|404)/.test(error))).toEqual([])
    expect(visitor.strangers).toEqual([])
    expect(await visitor.page.evaluate(() => 'attacked' in window)).toBe(false)
  })

  test('asks whoever is no partner to sign in as one', async () => {
    const { page } = visitor
    await page.goto('/partner-portal/')
    await page.getByText('This page is for partners.').waitFor()
    expect(await page.getByRole('navigation').isVisible()).toBe(false)
    await page.getByLabel('Access token').fill('gantry_nobody_nothing')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Access token', { exact: false }).first().waitFor()
    await page.getByLabel('Access token').fill(north.key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation').waitFor()
    await page.getByText('No orders yet.').waitFor()
  })

  test('shows the catalogue and the partner’s own quotes', async () => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Catalogue' }).click()
    await page.getByRole('cell', { name: 'USD 1,000' }).waitFor()
    await page.getByRole('link', { name: 'Quotes' }).click()
    await page.getByRole('link', { name: 'Q-N1' }).waitFor()
    expect(await page.getByText('Q-S1').count()).toBe(0)
    await page.goto('/partner-portal/quotes/Q-S1')
    await page.getByText('There is no quote Q-S1.').waitFor()
  })

  test('a quote is checked, accepted and ordered, and the order followed to its invoice and its payment', async () => {
    const { page } = visitor
    await page.goto('/partner-portal/quotes/Q-N1')
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('It can be ordered.').waitFor()
    await page.getByText('USD 1,110.44').waitFor()
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.getByRole('button', { name: 'Order', exact: true }).click()
    await page.getByRole('heading', { name: 'Order Q-N1' }).waitFor()
    await page.locator('.line [aria-current]', { hasText: 'Paid' }).waitFor({ timeout: 30_000 })
    const payments = page.getByRole('region', { name: 'Payments' })
    await payments.getByRole('row').nth(1).waitFor()
    expect(await payments.getByRole('row').count()).toBe(2)
    expect(await contrastOf(page, '.line li[data-reached]')).toBeGreaterThan(4.5)
    await page.getByRole('region', { name: 'Invoices' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: /^Invoice / }).waitFor()
    // What a system sends stays text.
    await page.getByText('<img src=x').waitFor()
    expect(await page.locator('dl.facts').textContent()).toContain('USD 0.00')
    await page.getByRole('link', { name: 'Orders' }).click()
    await page.getByRole('searchbox').fill('Northern')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Q-N1' }).waitFor()
  })

  test('an endpoint is set up, tested and replayed, and its key shown once', async () => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Webhooks' }).click()
    await page.getByText('No endpoints yet.').waitFor()
    await page.getByLabel('Name').fill('shop')
    await page.getByLabel('Address').fill(`${receiver.url}/shop`)
    await page.getByRole('button', { name: 'Add' }).click()
    const key = await page.locator('.notice.good .mono').textContent()
    expect(key).toMatch(/^whsec_/)
    await page.getByRole('button', { name: 'Send a test' }).click()
    const sent = await receiver.until(([first]) => first)
    expect(verifyWebhook(sent, [key!.split(' ')[0]!])).toBe(sent.headers['webhook-id'])
    await page.getByRole('link', { name: 'endpoint.tested' }).click()
    await page.getByRole('button', { name: 'Deliver again' }).click()
    await receiver.until((all) => all[1])
    await page.reload()
    await page.getByRole('heading', { name: 'endpoint.tested' }).waitFor()
    expect(await page.getByText('whsec_').count()).toBe(0)
  })
})
