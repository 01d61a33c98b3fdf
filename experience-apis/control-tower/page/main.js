import { createApi } from '/control-tower/kit/api.js'
import { keyboard } from '/control-tower/kit/keyboard.js'
import { exactly, tick } from '/control-tower/kit/moment.js'
import { places } from '/control-tower/kit/places.js'
import { showSession } from '/control-tower/kit/session.js'
import { showApprovals } from './approvals.js'
import { showAudit } from './audit.js'
import { showDeadLetters } from './dead-letters.js'
import { showExceptions } from './exceptions.js'
import { showOverview } from './overview.js'
import { showRun } from './run.js'
import { showRunbook } from './runbook.js'
import { showRuns } from './runs.js'
import { showTrail } from './trail.js'

const api = createApi('/experience/control-tower/v1')
const main = document.querySelector('#main')
const pulse = document.querySelector('#pulse')

const PULSES = {
  live: () => [`live`, 'Live', `Last read ${exactly(new Date().toISOString())}`],
  paused: () => ['', 'Paused', 'Reads on when this page is visible'],
  lost: (failure) => ['lost', failure.status === 401 ? 'Signed out' : 'Not connected', failure.message],
}

const page = {
  api,
  main,
  /** Says to those who listen to the page what others see. */
  say: (text) => {
    document.querySelector('#said').textContent = text
  },
  /** Shows whether what stands here is fresh. */
  tell: (state, failure) => {
    const [look, text, title] = PULSES[state](failure)
    pulse.firstElementChild.className = `pulse ${look}`
    pulse.lastChild.textContent = text
    pulse.title = title
  },
  /** Shows in the bar how many exceptions and dead letters are open. */
  count: ({ exceptions, deadLetters }) => {
    showCount('#open-exceptions', exceptions)
    showCount('#open-dead-letters', deadLetters)
  },
  go: (path, options) => go(path, options),
}

function showCount(selector, teams) {
  const badge = document.querySelector(selector)
  const open = teams.reduce((sum, { count }) => sum + count, 0)
  badge.hidden = open === 0
  badge.textContent = String(open)
  badge.setAttribute('aria-label', `${open} open`)
}

function place(name, title, show) {
  return (parameters) => {
    document.title = `${title(parameters)} · Gantry`
    for (const link of document.querySelectorAll('.bar nav a'))
      if (link.dataset.place === name) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    main.replaceChildren()
    show(page, parameters)
  }
}

const go = places('/control-tower', {
  '/': place('orders', () => 'Orders', showOverview),
  '/orders/:identifier': place('orders', ({ identifier }) => identifier, showTrail),
  '/exceptions': place('exceptions', () => 'Exceptions', showExceptions),
  '/approvals': place('approvals', () => 'Approvals', showApprovals),
  '/dead-letters': place('dead-letters', () => 'Dead letters', showDeadLetters),
  '/audit': place('audit', () => 'Audit', showAudit),
  '/runs': place('runs', () => 'Runs', showRuns),
  '/runs/:id': place('runs', () => 'Run', showRun),
  '/runbooks/:code': place('exceptions', ({ code }) => code, showRunbook),
})

void showSession(document.querySelector('.bar'))
keyboard({
  back: () => {
    const [, back] = location.pathname.match(/\/(orders|runs|runbooks)\//) ?? []
    if (back) go({ orders: '/', runs: '/runs', runbooks: '/exceptions' }[back])
  },
})
setInterval(tick, 1000)
