import { element, refill } from '/partner-portal/kit/element.js'
import { live } from '/partner-portal/kit/live.js'
import { moment } from '/partner-portal/kit/moment.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { paged } from '/partner-portal/kit/paged.js'
import { tableOf } from '/partner-portal/kit/table.js'
import { invoiceColumns, paymentColumns } from './invoices.js'
import { moneyOf } from './money.js'
import { orderLink } from './order-link.js'
import { stageChip, stageLine } from './stages.js'

/** The partner's orders, found by any number of theirs. */
export function showOrders(page, { signal }) {
  const search = element('input', {
    type: 'search',
    maxlength: '120',
    autocomplete: 'off',
    'aria-label': 'Search orders',
    placeholder: 'Order, customer, invoice or payment',
  })
  const place = element('div', {})
  const show = () => {
    const text = search.value.trim()
    place.replaceChildren(
      paged(page.api, '/orders', {
        signal,
        filter: { search: text },
        title: 'Orders',
        key: ({ reference }) => reference,
        nothing: () => (text ? `Nothing of yours is called “${text}”.` : 'No orders yet.'),
        columns: [
          { name: 'Order', cell: ({ reference }) => orderLink(reference) },
          { name: 'Customer', cell: ({ customerName, customer }) => customerName ?? customer ?? '' },
          { name: 'Stage', cell: ({ stage }) => stageChip(stage) },
          { name: 'Message', cell: ({ message }) => message ?? '' },
          { name: 'Gross', amount: true, cell: ({ gross }) => moneyOf(gross) },
          { name: 'Open', amount: true, cell: ({ open }) => moneyOf(open) },
          { name: 'Updated', amount: true, cell: ({ updatedAt }) => moment(updatedAt) },
        ],
      }).section,
    )
  }
  const form = element(
    'form',
    {
      class: 'toolbar',
      role: 'search',
      on: {
        submit: (event) => {
          event.preventDefault()
          show()
        },
      },
    },
    element('div', { class: 'search' }, search),
    element('button', {}, 'Search'),
  )
  page.main.replaceChildren(element('h1', {}, 'Orders'), form, place)
  show()
}

/** One order as it stands; read anew while the page is looked at. */
export function showOrder(page, { signal, reference }) {
  const body = element('div', {})
  page.main.replaceChildren(element('h1', {}, `Order ${reference}`), body)
  live(
    async () => {
      const order = await page.api.get(`/orders/${encodeURIComponent(reference)}`, {}, signal)
      return () => refill(body, order, () => parts(order))
    },
    { signal, tell: (state, problem) => state === 'lost' && body.replaceChildren(noticeOf(problem)) },
  )
}

const parts = ({ customerName, customer, stage, message, gross, open, submittedAt, invoices, payments }) => [
  stageLine(stage),
  message ? element('p', {}, message) : '',
  element(
    'dl',
    { class: 'facts' },
    [
      ['Customer', customerName ?? customer ?? ''],
      ['Gross', moneyOf(gross)],
      ['Open', moneyOf(open)],
      ['Submitted', moment(submittedAt)],
    ].map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  ),
  tableOf('Invoices', invoiceColumns, invoices, 'No invoice yet.'),
  tableOf('Payments', paymentColumns, payments, 'No payment yet.'),
]
