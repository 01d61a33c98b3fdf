import { createApi, Problem } from '/partner-portal/kit/api.js'
import { element } from '/partner-portal/kit/element.js'
import { tick } from '/partner-portal/kit/moment.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { places } from '/partner-portal/kit/places.js'
import { showSession } from '/partner-portal/kit/session.js'
import { showCatalogue } from './catalogue.js'
import { showInvoice, showInvoices, showPayments } from './invoices.js'
import { showOrder, showOrders } from './orders.js'
import { showPlan } from './plan.js'
import { showQuoteRequest } from './quote-request.js'
import { showQuote, showQuotes } from './quotes.js'
import { showUsage } from './usage.js'
import { showDelivery, showWebhooks } from './webhooks.js'

const api = createApi('/experience/partner-portal/v1', {
  heard: (headers) => {
    const [, left] = /;r=(\d+)/.exec(headers.get('ratelimit') ?? '') ?? []
    allowance = left === undefined ? undefined : { left: Number(left) }
  },
})
const main = document.querySelector('#main')
const nav = document.querySelector('.bar nav')

const page = {
  api,
  main,
  go: (path, options) => go(path, options),
  /** What the latest answer said is left of the requests, `{ left }`; nothing where nobody counts. */
  allowance: () => allowance,
}

function place(name, title, show) {
  return (parameters) => {
    document.title = `${title(parameters)} · Gantry`
    for (const link of nav.querySelectorAll('a'))
      if (link.dataset.place === name) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    main.replaceChildren()
    show(page, parameters)
  }
}

let go
let allowance

/** Whoever belongs to no partner has nothing to see here, and is asked to sign in as one. */
async function open() {
  try {
    const { partner, sandbox, plan, ordersToday, ordersPerDay } = await api.get('/partner')
    const says = sandbox ? 'sandbox' : `plan ${plan}: ${ordersToday} of ${ordersPerDay} orders today`
    nav.hidden = false
    document
      .querySelector('.bar')
      .append(
        element('span', { class: 'session', title: says }, sandbox ? `${partner.split('~')[0]} (sandbox)` : partner),
      )
  } catch (problem) {
    const stranger = problem.status === 401 || problem.code === 'not-a-partner'
    const told = stranger ? new Problem({ title: 'This page is for partners.', status: 401 }) : problem
    return main.replaceChildren(element('h1', {}, 'Partner portal'), noticeOf(told))
  }
  go = places('/partner-portal', {
    '/': place('orders', () => 'Orders', showOrders),
    '/orders/:reference': place('orders', ({ reference }) => reference, showOrder),
    '/quotes': place('quotes', () => 'Quotes', showQuotes),
    '/quote-request': place('quotes', () => 'Ask for a quote', showQuoteRequest),
    '/quotes/:reference': place('quotes', ({ reference }) => reference, showQuote),
    '/invoices': place('invoices', () => 'Invoices', showInvoices),
    '/invoices/:id': place('invoices', ({ id }) => id, showInvoice),
    '/payments': place('payments', () => 'Payments', showPayments),
    '/usage': place('usage', () => 'Usage', showUsage),
    '/plan': place('plan', () => 'Plan', showPlan),
    '/webhooks': place('webhooks', () => 'Webhooks', showWebhooks),
    '/webhooks/:id': place('webhooks', () => 'Delivery', showDelivery),
    '/catalogue': place('catalogue', () => 'Catalogue', showCatalogue),
  })
}

void open().then(() => showSession(document.querySelector('.bar')))
setInterval(tick, 1000)
