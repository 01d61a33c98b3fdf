import type { Listening } from '@gantry/core/runtime/server'
import { CHROMIUM, openBrowser, serveView, type Visitor, visit } from '@gantry/core/testing/visitor'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registryPort } from './registry.fixture.ts'
import view from './view.ts'

const contract = (client: string, more: object) => ({
  client,
  api: 'process.order-trail',
  major: 1,
  state: 'approved',
  purpose: '<img src=x onerror="window.attacked=true">',
  requestedBy: 'anna',
  requestedAt: '2026-03-01T00:00:00Z',
  ...more,
})
const contracts = [
  contract('at-rest', { scopes: ['*'] }),
  contract('ending', {
    scopes: ['process.order-trail.*'],
    plan: 'plus',
    expiresAt: '2026-12-01T00:00:00Z',
    expiry: 'expiring',
  }),
  contract('asking', {
    state: 'requested',
    asked: { scopes: ['process.order-trail.getTrail'], plan: 'trial', days: 30 },
  }),
]

type Kept = { id: string; url: string; apis: string[]; events: string[]; levels: string[] }

/** A registry that keeps subscriptions and delivers nothing. */
function registryWith(subscriptions: Map<string, Kept>) {
  const delivery = {
    id: '0b0a7d8e-1d3b-4a55-9f5e-1c2d3e4f5a6b',
    subscription: 'shop',
    message: 'msg_1',
    type: 'subscription.tested',
    state: 'pending',
    attempts: 1,
    status: 503,
    reason: 'It answered 503.',
    createdAt: '2026-03-01T00:00:00Z',
  }
  const deliveries: (typeof delivery)[] = []
  const told = (one: Kept) => ({ ...one, state: 'active', createdAt: '2026-03-01T00:00:00Z' })
  return {
    ...registryPort,
    listSubscriptions: async () => ({ items: [...subscriptions.values()].map(told) }),
    putSubscription: async ({ id, body }: { id: string; body: Omit<Kept, 'id'> }) => {
      subscriptions.set(id, { id, url: body.url, apis: body.apis, events: body.events, levels: body.levels })
      return told(subscriptions.get(id)!)
    },
    removeSubscription: async ({ id }: { id: string }) => {
      const gone = subscriptions.get(id)!
      subscriptions.delete(id)
      return told(gone)
    },
    renewSigningKey: async () => ({ signingKey: 'whsec_c2hvd24gb25jZQ==' }),
    testSubscription: async () => {
      deliveries.push(delivery)
      return delivery
    },
    listDeliveries: async () => ({ items: deliveries }),
    getDelivery: async () => ({
      ...delivery,
      body: '{"type":"subscription.tested"}',
      history: [{ number: 1, at: '2026-03-01T00:00:00Z', status: 503, reason: 'It answered 503.', tookMs: 12 }],
    }),
  }
}

describe.skipIf(!CHROMIUM)('subscriptions and consumer contracts in Chromium', () => {
  const subscriptions = new Map<string, Kept>()
  let browser: Browser
  let host: Listening
  let visitor: Visitor

  beforeAll(async () => {
    browser = await openBrowser()
    const access = { listContracts: async () => ({ items: contracts }) }
    host = await serveView(view, { registry: registryWith(subscriptions), access })
    visitor = await visit(browser, host.url)
  })
  afterAll(async () => {
    await browser?.close()
    await host?.close()
  })

  it('subscribes to an API, shows the signing key once, tries it out, and removes it', async () => {
    const { page } = visitor
    await page.goto('/catalogue/subscriptions')
    await page.getByText('You have subscribed to nothing yet.').waitFor()
    await page.getByLabel('Name').fill('shop')
    await page.getByLabel('Address').fill('https://shop.example.com/in')
    await page.getByLabel('Told of').selectOption('process.order-trail')
    await page.getByLabel('none', { exact: true }).uncheck()
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByText('whsec_c2hvd24gb25jZQ==').waitFor()
    expect(subscriptions.get('shop')).toEqual({
      id: 'shop',
      url: 'https://shop.example.com/in',
      apis: ['process.order-trail'],
      events: [],
      levels: ['breaking', 'warning', 'info'],
    })
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByRole('link', { name: 'subscription.tested' }).click()
    await page.getByRole('heading', { name: 'subscription.tested' }).waitFor()
    expect(await page.getByRole('region', { name: 'Attempts' }).textContent()).toContain('It answered 503.')
    await page.goto('/catalogue/subscriptions')
    await page.getByRole('region', { name: 'Deliveries' }).waitFor()
    expect(await page.getByText('whsec_').count()).toBe(0)
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('You have subscribed to nothing yet.').waitFor()
    expect(subscriptions.size).toBe(0)
  })

  it('subscribes to one event', async () => {
    const { page } = visitor
    await page.getByLabel('Name').fill('ledger')
    await page.getByLabel('Address').fill('https://shop.example.com/in')
    await page.getByLabel('Told of').selectOption('invoice-posting.invoicePosted')
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByText('is signed with this key').waitFor()
    expect(subscriptions.get('ledger')).toMatchObject({ apis: [], events: ['invoice-posting.invoicePosted'] })
  })

  it('shows who may call what, those to see to first', async () => {
    const { page } = visitor
    await page.goto('/catalogue/contracts')
    await page.getByText('3 contracts, 1 asked for, 1 that end within 30 days.').waitFor()
    const rows = await page.getByRole('region', { name: 'Contracts' }).locator('tbody tr').allTextContents()
    expect(rows).toEqual([
      expect.stringMatching(/^asking.*requested.*anna asks for process\.order-trail\.getTrail, trial, 30 days/),
      expect.stringMatching(/^ending.*process\.order-trail\.\*plus2026-12-01 expiring/),
      expect.stringMatching(/^at-rest/),
    ])
    expect(await page.evaluate(() => 'attacked' in window)).toBe(false)
  })

  it('fits a phone', async () => {
    const { page, errors, leave } = await visit(browser, host.url, { width: 390, height: 844 })
    for (const [path, part] of [
      ['subscriptions', 'tbody tr'],
      ['contracts', 'tbody tr'],
    ] as const) {
      await page.goto(`/catalogue/${path}`)
      await page.locator(part).first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0)
    }
    expect(errors).toEqual([])
    await leave()
    expect(visitor.errors).toEqual([])
    expect(visitor.strangers).toEqual([])
  })
})
