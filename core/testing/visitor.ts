import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { client } from '../contract/client.ts'
import { openLog } from '../observe/log.ts'
import { hostApp, type Listening, listenOn } from '../runtime/server.ts'
import type { View } from '../runtime/view.ts'
import { edgeOf, sessionsInMemory } from './edge.ts'

/** Where Chromium is on this machine; undefined where it is not. `CHROMIUM` names another place. */
export const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path && existsSync(path),
)

/** Serves a view and its page as a host does, over `ports` in the place of the process APIs it uses. */
export async function serveView(view: View, ports: Record<string, unknown>, signedOut = false): Promise<Listening> {
  const clients = Object.fromEntries(
    Object.entries(view.uses).map(([name, contract]) => [
      name,
      client(contract, { kind: 'direct', port: ports[name] as never }),
    ]),
  )
  const sessions = sessionsInMemory()
  const edge = edgeOf({ sessions, ...(!signedOut && { development: { tenant: 'test' } }) })
  const app = hostApp({
    apis: [{ contract: view.contract, port: view.serve(clients as never), view }],
    landscape: undefined as never,
    inbound: undefined as never,
    webhooks: false,
    edge,
    sessions: { edge, sessions, secure: false },
    idempotency: { once: (_, perform) => perform() },
    log: openLog({ name: 'visitor', level: 'silent' }),
  })
  return listenOn(app, 0)
}

/** A browser that starts nothing of its own on the network. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export type Visitor = {
  page: Page
  /** Errors on the console, uncaught errors, and breaches of the content security policy. */
  errors: string[]
  /** Requests to any other origin; none of them is let through. */
  strangers: string[]
  leave: () => Promise<void>
}

export type Eyes = { dark?: boolean; width?: number; height?: number }

/** A person who opens pages of `origin`, at 1440 x 900 unless told otherwise. */
export async function visit(browser: Browser, origin: string, eyes: Eyes = {}): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: eyes.width ?? 1440, height: eyes.height ?? 900 },
    colorScheme: eyes.dark ? 'dark' : 'light',
    baseURL: origin,
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const errors: string[] = []
  const strangers: string[] = []
  page.setDefaultTimeout(5000)
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  await context.route(
    (url) => url.origin !== origin && /^(https?|wss?):$/.test(url.protocol),
    (route) => {
      strangers.push(route.request().url())
      return route.abort()
    },
  )
  return { page, errors, strangers, leave: () => context.close() }
}

/** The contrast of an element's text against what lies behind it, by WCAG 2.2 (1 to 21; 4.5 is AA). */
export const contrastOf = (page: Page, selector: string): Promise<number> =>
  page
    .locator(selector)
    .first()
    .evaluate((node) => {
      const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
      const rgba = (color: string) => {
        paint.clearRect(0, 0, 1, 1)
        paint.fillStyle = color
        paint.fillRect(0, 0, 1, 1)
        return [...paint.getImageData(0, 0, 1, 1).data]
      }
      const luminance = (channels: number[]) => {
        const [r, g, b] = channels.slice(0, 3).map((channel) => {
          const share = channel / 255
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
      }
      let behind: Element | null = node
      while (behind && rgba(getComputedStyle(behind).backgroundColor)[3] !== 255) behind = behind.parentElement
      const ground = luminance(rgba(getComputedStyle(behind ?? document.documentElement).backgroundColor))
      const text = luminance(rgba(getComputedStyle(node).color))
      return (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05)
    })
