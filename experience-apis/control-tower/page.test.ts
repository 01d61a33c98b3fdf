import { IntegrationError } from '@gantry/core/errors'
import type { Listening } from '@gantry/core/runtime/server'
import { CHROMIUM, contrastOf, openBrowser, serveView, type Visitor, visit } from '@gantry/core/testing/visitor'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { landscape } from './landscape.fixture.ts'
import { ATTACK, orders } from './orders.fixture.ts'
import view from './view.ts'

describe.skipIf(!CHROMIUM)('control tower in Chromium', () => {
  const { memory, reset, ports } = landscape()
  let browser: Browser
  let host: Listening
  let visitor: Visitor

  beforeAll(async () => {
    browser = await openBrowser()
    host = await serveView(view, ports)
    visitor = await visit(browser, host.url)
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })
  beforeEach(reset)
  afterEach(async () => {
    // Chromium reports a refusal that the page goes on to show in words.
    const errors = visitor.errors.splice(0).filter((error) => !error.includes('status of 409'))
    expect(errors).toEqual([])
    expect(visitor.strangers).toEqual([])
    expect(await visitor.page.evaluate(() => 'attacked' in window)).toBe(false)
  })

  // biome-ignore lint/performance/useDomNodeTextContent: what a person sees, line by line
  const text = (selector: string) => visitor.page.locator(selector).first().innerText()

  it('shows the line from quote to cash, each currency apart', async () => {
    const { page } = visitor
    await page.goto('/control-tower/')
    await page.getByRole('link', { name: 'Q-00057' }).waitFor()
    expect(await text('.stage[data-stage=partly-paid]')).toBe('Partly paid\n1\nJPY 1,320,000')
    expect(await text('.stage[data-stage=on-hold]')).toBe('On hold\n2\nEUR 7,320.10\nUSD 152,300.00')
    const paid = (await text('.stage[data-stage=paid] .sums')).split('\n')
    expect(paid.map((line) => line.slice(0, 3))).toEqual(['EUR', 'JPY', 'USD'])
    expect(await text('#open-exceptions')).toBe('3')
    expect(await page.getByText(ATTACK).isVisible()).toBe(true)
  })

  it('filters by stage, searches by any identifier and loads more', async () => {
    const { page } = visitor
    await page.goto('/control-tower/')
    await page.getByText('50+ shown').waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText('70 shown').waitFor()
    await page.getByRole('button', { name: /^On hold/ }).click()
    await page.getByText('2 shown').waitFor()
    expect(page.url()).toContain('?stage=on-hold')
    await page.getByRole('button', { name: 'Stage On hold: show all' }).click()
    await page.getByRole('searchbox').fill('PYMT2231')
    await page.getByText('1 shown').waitFor()
    expect(await text('tbody tr')).toContain('Nordwind Logistik GmbH')
    expect(memory.asked.some((query) => query.includes('"search":"PYMT2231"'))).toBe(true)
  })

  it('goes by keyboard from the list to a trail and back', async () => {
    const { page } = visitor
    await page.goto('/control-tower/')
    await page.getByRole('link', { name: 'Q-00057' }).waitFor()
    await page.keyboard.press('/')
    expect(await page.getByRole('searchbox').evaluate((node) => node === document.activeElement)).toBe(true)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Q-00058' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/control-tower/orders/Q-00058')
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('Orchard')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Q-1.2' }).waitFor()
    // A reference with a dot in it is no file.
    await page.reload()
    await page.getByRole('heading', { name: 'Q-1.2' }).waitFor()
  })

  it('shows one trail across all systems, found by a document of the ERP', async () => {
    const { page } = visitor
    await page.goto('/control-tower/orders/PYMT2231')
    await page.locator('.lanes').waitFor()
    expect(new URL(page.url()).pathname).toBe('/control-tower/orders/Q-00057')
    expect(await page.locator('.lanes thead th').allInnerTexts()).toEqual([
      'Time',
      'CRM and CPQ',
      'Billing',
      'Tax',
      'ERP',
      'Payments',
    ])
    expect(await page.locator('.lanes .node').allInnerTexts()).toEqual(['Submitted', 'Activated', 'Posted', 'Paid'])
    expect(await page.locator('.lanes .since').allInnerTexts()).toEqual(['+1.8 s', '+2.5 s', '+2 h 5 min'])
    expect(await text('article[aria-label="invoice INV10391"]')).toMatch(
      /Net\s+24,500.00\s+Tax\s+4,655.00\s+Gross\s+29,155.00/,
    )
    expect(await text('.verdict')).toBe('Net, tax and gross agree across billing, tax and ERP.')
    await page.getByRole('button', { name: 'Copy correlation id' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('7f9c24e8-3b12-4fef-91e0-000000000000')
  })

  it('says by how much the systems differ, to the last digit', async () => {
    const { page } = visitor
    await page.goto('/control-tower/orders/Q-00059')
    await page.locator('.verdict').waitFor()
    expect(await text('.verdict')).toBe('The systems differ: tax by USD 0.01.')
    const exact = await page.evaluate(`import('/control-tower/amounts.js').then(({ sum, spread, grouped, isZero }) => [
      sum(['0.1', '0.2']),
      sum(['90071992547409.93', '-0.01', '1']),
      spread(['-0.004', '0.01']),
      grouped('-1234567.050'),
      isZero('-0.00'),
    ])`)
    expect(exact).toEqual(['0.3', '90071992547410.92', '0.014', '−1,234,567.050', true])
  })

  it('resolves an exception: retry by default, and a reason is asked for', async () => {
    const { page } = visitor
    await page.goto('/control-tower/exceptions?team=tax')
    await page.getByRole('button', { name: 'Resolve Q-00062' }).click()
    await page.getByRole('button', { name: 'Retry', exact: true }).click()
    expect(await text('dialog [role=alert]:visible')).toContain('Please give a reason')
    await page.getByLabel('Reason', { exact: true }).fill('Tax code P0000000 mapped for SEAT-PRO')
    await page.getByRole('button', { name: 'Retry', exact: true }).click()
    await page.getByText('Retry: done.').waitFor()
    expect(memory.resolutions).toEqual([
      {
        id: expect.any(String),
        body: { resolution: { action: 'retry' }, reason: 'Tax code P0000000 mapped for SEAT-PRO' },
      },
    ])
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Resolve Q-00062' }).waitFor({ state: 'detached' })
  })

  it('edits the input of a run, skips with a result, and asks twice before it compensates', async () => {
    const { page } = visitor
    await page.goto('/control-tower/exceptions')
    await page.getByRole('button', { name: 'Resolve Q-00062' }).click()
    await page.getByLabel('Edit and retry').check()
    const json = page.getByLabel('Input of the run (JSON)')
    await expect.poll(() => json.inputValue()).toContain('"currency": "EUR"')
    await json.fill((await json.inputValue()).replace('EUR', 'NOK'))
    await page.getByLabel('Reason', { exact: true }).fill('Wrong currency')
    await page.getByRole('button', { name: 'Edit and retry' }).click()
    await page.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('button', { name: 'Resolve Q-00063' }).click()
    await page.getByLabel('Skip the step').check()
    await expect.poll(() => page.getByLabel('Result of the step (JSON)').isEnabled()).toBe(true)
    await page.getByLabel('Result of the step (JSON)').fill('{ id: 1 }')
    await page.getByLabel('Reason', { exact: true }).fill('Posted by hand')
    await page.getByRole('button', { name: 'Skip the step' }).click()
    expect(await text('dialog [role=alert]:visible')).toContain('not valid JSON')
    await page.getByLabel('Result of the step (JSON)').fill('{ "id": "41002" }')
    await page.getByRole('button', { name: 'Skip the step' }).click()
    await page.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('button', { name: 'Resolve Q-00067' }).click()
    await page.getByLabel('Compensate').check()
    await page.getByLabel('Reason', { exact: true }).fill('Customer withdrew')
    await page.getByRole('button', { name: 'Compensate' }).click()
    expect(memory.resolutions).toHaveLength(2)
    await page.getByRole('button', { name: 'Yes, compensate' }).click()
    await page.getByText('Compensate: done.').waitFor()
    expect(memory.resolutions.map((each) => (each as { body: unknown }).body)).toEqual([
      { resolution: { action: 'edit', input: expect.objectContaining({ currency: 'NOK' }) }, reason: 'Wrong currency' },
      { resolution: { action: 'skip', result: { id: '41002' } }, reason: 'Posted by hand' },
      { resolution: { action: 'compensate' }, reason: 'Customer withdrew' },
    ])
  })

  it('tells in words why a resolution was refused', async () => {
    const { page } = visitor
    memory.refuse = new IntegrationError('already-resolved', 'This exception was already resolved.', { kind: 'policy' })
    await page.goto('/control-tower/exceptions')
    await page.getByRole('button', { name: 'Resolve Q-00062' }).click()
    await page.getByLabel('Reason', { exact: true }).fill('Again')
    await page.getByRole('button', { name: 'Retry', exact: true }).click()
    await page.getByText('This exception was already resolved.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('retries many at once, and folds technical details away', async () => {
    const { page } = visitor
    await page.goto('/control-tower/exceptions')
    await page.locator('summary').first().waitFor()
    expect(await page.getByText('AvaTax 300').isVisible()).toBe(false)
    await page.locator('summary').first().click()
    expect(await page.getByText('AvaTax 300').isVisible()).toBe(true)
    await page.getByLabel('Select all shown').check()
    const ids = memory.exceptions.map(({ id }) => id)
    await page.getByLabel('Reason for all of them').fill('Mappings added')
    await page.getByRole('button', { name: 'Retry 3' }).click()
    await page.getByText('3 of 3 resumed.').waitFor()
    await page.getByText('Nothing is stuck.').waitFor()
    expect(memory.bulks).toEqual([
      { of: 'exceptions', filter: { ids }, resolution: { action: 'retry' }, reason: 'Mappings added' },
    ])
  })

  it('maps values for many at once, and asks twice before it gives many up', async () => {
    const { page } = visitor
    await page.goto('/control-tower/exceptions')
    await page.getByLabel('Select Q-00062').check()
    await page.getByLabel('Select Q-00063').check()
    await page.getByLabel('What to do with them').selectOption('map')
    await page.getByLabel('Field and table of values (JSON)').fill('{ "field": "lines.*.taxCode", ')
    await page.getByLabel('Reason for all of them').fill('New tax codes')
    await page.getByRole('button', { name: 'Map and retry 2' }).click()
    await page.getByText('This is not valid JSON').waitFor()
    await page
      .getByLabel('Field and table of values (JSON)')
      .fill('{ "field": "lines.*.taxCode", "values": { "OLD": "P0000000" } }')
    await page.getByRole('button', { name: 'Map and retry 2' }).click()
    await page.getByText('2 of 2 resumed.').waitFor()
    expect(memory.bulks).toMatchObject([
      { resolution: { action: 'map', field: 'lines.*.taxCode', values: { OLD: 'P0000000' } }, reason: 'New tax codes' },
    ])
    await page.getByLabel('Select Q-00067').check()
    await page.getByLabel('What to do with them').selectOption('discard')
    await page.getByLabel('Reason for all of them').fill('Test data')
    await page.getByRole('button', { name: 'Discard 1' }).click()
    expect(memory.bulks).toHaveLength(1)
    await page.getByRole('button', { name: 'Yes, Discard 1' }).click()
    await page.getByText('1 of 1 resumed.').waitFor()
  })

  it('filters exceptions by text and age, and keeps the filter in the address', async () => {
    const { page } = visitor
    await page.goto('/control-tower/exceptions')
    await page.getByText('3 of 3').waitFor()
    await page.getByLabel('Age').selectOption('1d')
    await page.getByText('1 of 1').waitFor()
    await page.getByLabel('Age').selectOption('')
    await page.getByLabel('Search sentence, detail or key').fill('AvaTax')
    await page.getByText('1 of 1').waitFor()
    expect(page.url()).toContain('?text=AvaTax')
    await page.reload()
    await page.getByText('1 of 1').waitFor()
    expect(await page.getByRole('row', { name: /Q-00062/ }).count()).toBe(1)
  })

  it('previews what a resolution would do', async () => {
    const { page } = visitor
    await page.goto('/control-tower/exceptions')
    await page.getByRole('button', { name: 'Resolve Q-00062' }).click()
    await page.getByLabel('Edit and retry').check()
    const json = page.getByLabel('Input of the run (JSON)')
    await expect.poll(() => json.inputValue()).toContain('"currency": "EUR"')
    await json.fill('{ "currency": "NOK" }')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('Nothing was done. It would be so:').waitFor()
    expect(await text('dialog .technical')).toContain('"currency": "NOK"')
    expect(memory.resolutions).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('shows dead letters, edits a payload and replays many', async () => {
    const { page } = visitor
    await page.goto('/control-tower/dead-letters')
    await page.getByRole('button', { name: 'Decide evt_41' }).click()
    await page.getByLabel('Edit and replay').check()
    const json = page.getByLabel('Payload (JSON)')
    await expect.poll(() => json.inputValue()).toContain('"amount": "grey"')
    await json.fill('{ "id": "in_41", "amount": "12.00" }')
    await page.getByLabel('Reason', { exact: true }).fill('The amount by phone')
    await page.getByRole('button', { name: 'Edit and replay' }).click()
    await page.getByText('Its reader takes it in a moment.').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    expect(memory.resolutions).toEqual([
      {
        id: '41',
        body: {
          resolution: { action: 'edit', data: { id: 'in_41', amount: '12.00' } },
          reason: 'The amount by phone',
        },
      },
    ])
    await page.getByText('1 of 1').waitFor()
    expect(await text('#open-dead-letters')).toBe('1')
    await page.getByLabel('Select evt_42').check()
    await page.getByLabel('Reason for all of them').fill('Mended')
    await page.getByRole('button', { name: 'Replay 1' }).click()
    await page.getByText('1 of 1 resumed.').waitFor()
    await page.getByText('Everything told was handled.').waitFor()
    expect(memory.bulks).toMatchObject([{ of: 'dead-letters', filter: { ids: ['42'] } }])
  })

  it('shows a run with its steps, who waits for it, and what stopped it', async () => {
    const { page } = visitor
    const [first] = memory.exceptions
    await page.goto('/control-tower/runs')
    await page.getByRole('link', { name: 'in_1QvTzAKb7uYh2c9dE3' }).first().waitFor()
    await page.getByLabel('State').selectOption('blocked')
    await page.getByText('waits for').waitFor()
    await page.goto(`/control-tower/runs/${first!.run}`)
    await page.getByRole('heading', { name: 'invoice-posting in_Q-00062' }).waitFor()
    expect(await page.locator('.timeline li strong').allInnerTexts()).toEqual(['customer', 'tax'])
    expect(await text('.timeline li[data-state=held]')).toContain('3 tries')
    expect(await text('section[aria-label=Waits]')).toContain('Waits for this one: in_next blocked')
    expect(await page.getByText('"currency": "EUR"').isVisible()).toBe(true)
    await page.locator('.timeline summary').first().click()
    expect(await text('.timeline pre')).toContain('onerror')
    await page.getByRole('button', { name: 'Resolve…' }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(new URL(page.url()).pathname).toBe('/control-tower/runs')
  })

  it('shows what runs ask, and takes a decision with its reason', async () => {
    const { page } = visitor
    await page.goto('/control-tower/approvals')
    await page.getByRole('link', { name: 'May Q-00061 have 40% off?' }).waitFor()
    await page.getByText('Details').click()
    expect(await text('tbody pre')).toContain('onerror')
    await page.getByRole('button', { name: 'Decide…' }).click()
    await page.getByRole('radio', { name: /^Reject/ }).check()
    await page.getByRole('button', { name: 'Reject' }).click()
    await page.getByText('Please give a reason').waitFor()
    await page.getByRole('textbox', { name: 'Reason' }).fill('Too much.')
    await page.getByRole('button', { name: 'Reject' }).click()
    await page.getByText('Reject: done.').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByText('Nothing is asked.').waitFor()
    await page.getByLabel('State').selectOption('rejected')
    await page.getByText('rejected by developer: Too much.').waitFor()
  })

  it('cancels a run, asking twice, and shows who did it; restarts one from a step', async () => {
    const { page } = visitor
    const [first] = memory.exceptions
    const open = async (way: RegExp) => {
      await page.getByRole('button', { name: 'Cancel or restart…' }).click()
      await page.getByRole('radio', { name: way }).check()
      await page.getByLabel('Reason').fill('Not wanted.')
    }
    await page.goto(`/control-tower/runs/${first!.run}`)
    await open(/^Restart/)
    expect(JSON.parse(await page.getByLabel('Step to begin with').inputValue())).toEqual({ from: 'tax' })
    await page.getByRole('button', { name: 'Restart from a step' }).click()
    await page.getByRole('button', { name: 'Yes, restart from a step' }).click()
    await page.getByText('Restart from a step: done.').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await open(/^Cancel/)
    await page.getByRole('button', { name: 'Cancel the run' }).click()
    await page.getByRole('button', { name: 'Yes, cancel the run' }).click()
    await page.getByText('Cancel the run: done.').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByText('by developer: Not wanted.').waitFor()
    expect(memory.resolutions).toEqual([
      { id: first!.run, body: { from: 'tax', reason: 'Not wanted.' } },
      { id: first!.run, body: { reason: 'Not wanted.' } },
    ])
  })

  it('shows the audit log page by page, and all of it stays while it is read anew', async () => {
    const { page } = visitor
    await page.goto('/control-tower/audit')
    await page.getByText('the latest 50').waitFor()
    await page.getByRole('button', { name: 'Show more' }).press('Enter')
    await page.getByText('70', { exact: true }).first().waitFor()
    await page.waitForResponse((response) => response.url().includes('limit=100'))
    expect(await page.locator('tbody tr').count()).toBe(70)
    expect(await page.getByRole('button', { name: 'Show more' }).isVisible()).toBe(false)
    await page.getByLabel('Done by').fill('anna')
    await page.getByRole('cell', { name: 'Reason 70' }).waitFor()
    await page.getByRole('cell', { name: 'Reason 1', exact: true }).waitFor({ state: 'detached' })
    expect(await page.locator('tbody tr').count()).toBe(1)
  })

  it('leads from an exception to the runbook of its code', async () => {
    const { page } = visitor
    await page.goto('/control-tower/runbooks/already-resolved')
    await page.getByText('Means').waitFor()
    expect(await text('.runbook')).toContain('Somebody was faster')
    await page.goto('/control-tower/runbooks/no-such-code')
    await page.getByText('There is no runbook for this code').waitFor()
  })

  it('shows on the page of an order what stopped its payment, which is about no order', async () => {
    const { page } = visitor
    await page.goto('/control-tower/orders/Q-00058')
    await page.getByText('The payment could not be booked.').waitFor()
    expect(await text('.notice.stuck')).toContain('payment-application, step cash')
  })

  it('keeps up by itself, and pauses while nobody looks', async () => {
    const { page } = visitor
    await page.goto('/control-tower/exceptions')
    await page.getByRole('link', { name: 'Q-00063' }).waitFor()
    const before = await page.getByRole('row', { name: /Q-00062/ }).elementHandle()
    memory.exceptions = memory.exceptions.filter(({ subject }) => subject !== 'Q-00063')
    await page.getByRole('link', { name: 'Q-00063' }).waitFor({ state: 'detached' })
    // What did not change is the very same row.
    expect(await before!.evaluate((row) => row.isConnected)).toBe(true)
    for (const hidden of [true, false]) {
      await page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
      await page.getByText(hidden ? 'Paused' : 'Live', { exact: true }).waitFor()
    }
  })

  it('moves no row under the pointer: newer orders wait until they are asked for', async () => {
    const { page } = visitor
    await page.goto('/control-tower/')
    await page.getByRole('cell', { name: 'Sakura Precision KK' }).hover()
    orders.unshift({ ...orders[0]!, reference: 'Q-00099', customerName: 'Latecomer BV' })
    try {
      const newer = page.getByRole('button', { name: 'Show 1 newer order' })
      await newer.waitFor()
      expect(await text('tbody tr')).toContain('Q-00057')
      await newer.click()
      await page.getByRole('cell', { name: 'Latecomer BV' }).waitFor()
      expect(await text('tbody tr')).toContain('Q-00099')
    } finally {
      orders.shift()
    }
  })

  it('is readable in light and in dark, and fits 900 pixels', async () => {
    for (const dark of [false, true]) {
      const { page, leave } = await visit(browser, host.url, { dark, width: 900, height: 800 })
      await page.goto('/control-tower/')
      await page.getByRole('link', { name: 'Q-00057' }).waitFor()
      for (const selector of ['td a', 'td', 'td.amount time', '.stage .name', '.stage .count', '.currency', '.chip'])
        expect(await contrastOf(page, selector), selector).toBeGreaterThanOrEqual(4.5)
      const color = await page.evaluate(() => getComputedStyle(document.body).color)
      expect(color).toBe(dark ? 'rgb(231, 234, 239)' : 'rgb(23, 27, 34)')
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      await leave()
    }
  })

  it('says how to sign in where a token is needed', async () => {
    const closed = await serveView(view, ports, true)
    const { page, leave } = await visit(browser, closed.url)
    await page.goto('/control-tower/')
    await page.getByText('Please sign in.').waitFor()
    await page.getByLabel('Access token').fill('not-a-token')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The access token is not valid.').waitFor()
    await leave()
    await closed.close()
  })
})
