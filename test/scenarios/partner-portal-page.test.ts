import { readFile } from 'node:fs/promises'
import { verifyWebhook } from '@gantry/core/security/webhook-signature'
import { CHROMIUM, contrastOf, openBrowser, type Visitor, visit } from '@gantry/core/testing/visitor'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually, Landscape } from '../landscape.ts'
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
    expect(visitor.errors.splice(0).filter((error) => !/status of (401|403|404|422)/.test(error))).toEqual([])
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

  test('a quote is asked for by keyboard, and told of in words until sales has priced it', async () => {
    const { page } = visitor
    await page.goto('/partner-portal/quotes')
    await page.getByRole('link', { name: 'Ask for a quote' }).focus()
    await page.keyboard.press('Enter')
    const lineAt = (at: number) => page.getByRole('group', { name: 'Line' }).nth(at)
    expect(await page.getByLabel('Customer').inputValue()).toBe('C-1')
    await lineAt(0).getByLabel('SKU').fill('HORSE')
    await page.getByRole('button', { name: 'Ask' }).press('Enter')
    await page.getByText('There is no product HORSE.').waitFor()
    await lineAt(0).getByLabel('SKU').fill('BIKE')
    await page.getByText('Mountain bike, list price USD 1,000').waitFor()
    await lineAt(0).getByLabel('Quantity').fill('2')
    await page.getByRole('button', { name: 'Add a line' }).press('Enter')
    // The new line has the focus.
    await page.keyboard.type('CARE')
    await page.getByRole('button', { name: 'Add a line' }).press('Enter')
    await page.keyboard.type('WRONG')
    await lineAt(2).getByRole('button', { name: 'Remove' }).press('Enter')
    await page.getByRole('button', { name: 'Ask' }).press('Enter')
    await page.getByRole('heading', { name: /^Quote PQ-/ }).waitFor()
    await page.getByText('We are looking at it.').waitFor()
    expect(await page.locator('dl.facts').textContent()).toContain('USD 2,030.00')
    expect(await page.getByRole('button', { name: 'Order' }).count()).toBe(0)
    const reference = new URL(page.url()).pathname.split('/').at(-1)!
    const [bike, care] = [line({ quantity: '2', unitPrice: '900' }), careLine()]
    await quoted(landscape, reference, quote({ partner: 'P-NORTH', lines: [bike, care] }))
    await page.reload()
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.getByRole('button', { name: 'Order', exact: true }).click()
    await page.getByRole('heading', { name: `Order ${reference}` }).waitFor()
    await page.goto('/partner-portal/quotes')
    await page.getByRole('row', { name: reference }).getByText('USD 1,830.00').waitFor()
  })

  test('usage is drawn by day and written as a table, and what customers used stands below', async () => {
    const { page } = visitor
    await page.goto('/partner-portal/usage')
    const drawn = page.getByRole('img', { name: /^Orders by day: [12] in 30 days/ })
    await drawn.waitFor()
    expect(await drawn.locator('rect').count()).toBe(30)
    await page.getByText('The plan standard allows 200 a day.').waitFor()
    await page.getByText('No usage yet.').waitFor()
    await page.getByLabel('The last').selectOption('7')
    await page.getByRole('img', { name: /^Orders by day: [12] in 7 days/ }).waitFor()
    await page.getByText('As a table').last().click()
    const today = new Date().toISOString().slice(0, 10)
    expect(await page.getByRole('row', { name: today }).last().textContent()).toMatch(/[12]$/)
  })

  test('the plan says what is had, what is used, and what the next would be', async () => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Plan', exact: true }).click()
    const orders = page.getByRole('meter', { name: 'Orders today' })
    await orders.waitFor()
    expect(await orders.getAttribute('aria-valuemax')).toBe('200')
    expect(['1', '2']).toContain(await orders.getAttribute('aria-valuenow'))
    expect(await page.getByRole('meter', { name: 'Quotes asked for today' }).getAttribute('aria-valuenow')).toBe('1')
    await page.getByRole('columnheader', { name: 'The next: plus' }).waitFor()
    await page
      .getByRole('row', { name: /^Orders/ })
      .getByText('5,000 a day')
      .waitFor()
    await page.getByText('To have the plan plus').waitFor()

    // A host that counts calls says what is left of them.
    const host = await landscape.startHost({
      serve: ['experience'],
      development: false,
      rate: { calls: 10_000, seconds: 60 },
    })
    const counted = await visit(browser, host.url!)
    try {
      await counted.page.context().addCookies(await page.context().cookies())
      await counted.page.goto('/partner-portal/plan')
      const requests = counted.page.getByRole('meter', { name: 'Requests in 60 seconds' })
      await requests.waitFor()
      expect(await requests.getAttribute('aria-valuemax')).toBe('600')
      expect(Number(await requests.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
      await counted.page
        .getByRole('row', { name: /^Requests/ })
        .getByText('6,000 in 60 seconds')
        .waitFor()
    } finally {
      await counted.leave()
      await host.close()
    }
  })

  test('the new pages are readable in light and in dark, and fit 900 pixels', async () => {
    const cookies = await visitor.page.context().cookies()
    for (const dark of [false, true]) {
      const { page, leave } = await visit(browser, landscape.url, { dark, width: 900, height: 800 })
      page.setDefaultTimeout(15_000)
      await page.context().addCookies(cookies)
      for (const [path, ...selectors] of [
        ['usage', '.chart figcaption p', '.chart summary', 'main .lead'],
        ['plan', '.meters h2', '.meters p.muted', '.meters strong', 'main .chip'],
        ['quotes', 'a.button', 'td .chip'],
        ['quote-request', '.request label span', '.request button.primary'],
      ] as const) {
        await page.goto(`/partner-portal/${path}`)
        for (const selector of selectors) {
          await page.locator(selector).first().waitFor()
          expect(await contrastOf(page, selector), `${path} ${selector}`).toBeGreaterThanOrEqual(4.5)
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path).toBe(true)
      }
      await leave()
    }
  })

  test('an invoice is kept as a PDF file under its number', async () => {
    const { page } = visitor
    await page.goto('/partner-portal/invoices')
    await page.getByRole('region', { name: 'Invoices' }).getByRole('link').first().click()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download PDF' }).click()
    const file = await saved
    const number = (await page.getByRole('heading', { name: /^Invoice / }).textContent())!.replace('Invoice ', '')
    expect(file.suggestedFilename()).toBe(`${number}.pdf`)
    expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('the session ends at once when the key it was opened with is revoked', async () => {
    const { page } = visitor
    const [, prefix] = north.key.split('_')
    const revoked = await landscape.call(`/process/access/v1/keys/${prefix}/revocation`, {
      method: 'POST',
      body: { reason: 'It was lost.' },
    })
    expect(revoked.status).toBe(200)
    await eventually('the page is closed', async () => {
      await page.reload()
      await page.locator('main h1').waitFor()
      return page.getByText('This page is for partners.').isVisible()
    })
  })
})
