import { element } from '/partner-portal/kit/element.js'
import { moment } from '/partner-portal/kit/moment.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { paged } from '/partner-portal/kit/paged.js'
import { tableOf } from '/partner-portal/kit/table.js'
import { grouped, moneyOf } from './money.js'
import { orderLink } from './order-link.js'

const invoiceLink = ({ id, number }) =>
  element('a', { href: `/partner-portal/invoices/${encodeURIComponent(id)}` }, number)

export const invoiceColumns = [
  { name: 'Invoice', cell: invoiceLink },
  { name: 'Order', cell: ({ order }) => orderLink(order) },
  { name: 'Net', amount: true, cell: ({ net }) => moneyOf(net) },
  { name: 'Tax', amount: true, cell: ({ tax }) => moneyOf(tax) },
  { name: 'Gross', amount: true, cell: ({ gross }) => moneyOf(gross) },
  { name: 'Issued', amount: true, cell: ({ at }) => moment(at) },
]

export const paymentColumns = [
  { name: 'Payment', cell: ({ id }) => id },
  { name: 'Order', cell: ({ order }) => orderLink(order) },
  { name: 'By', cell: ({ method }) => method ?? '' },
  { name: 'Amount', amount: true, cell: ({ amount }) => moneyOf(amount) },
  { name: 'Applied', amount: true, cell: ({ at }) => moment(at) },
]

export function showInvoices(page, { signal }) {
  page.main.replaceChildren(
    element('h1', {}, 'Invoices'),
    paged(page.api, '/invoices', {
      signal,
      title: 'Invoices',
      key: ({ id, order }) => `${id} ${order}`,
      nothing: () => 'No invoices yet.',
      columns: invoiceColumns,
    }).section,
  )
}

export function showPayments(page, { signal }) {
  page.main.replaceChildren(
    element('h1', {}, 'Payments'),
    paged(page.api, '/payments', {
      signal,
      title: 'Payments',
      key: ({ id, order }) => `${id} ${order}`,
      nothing: () => 'No payments yet.',
      columns: paymentColumns,
    }).section,
  )
}

export async function showInvoice(page, { signal, id }) {
  try {
    const invoice = await page.api.get(`/invoices/${encodeURIComponent(id)}`, {}, signal)
    page.main.replaceChildren(
      element('h1', {}, `Invoice ${invoice.number}`),
      ...parts(invoice),
      download(page, invoice),
    )
  } catch (problem) {
    if (!signal.aborted) page.main.replaceChildren(element('h1', {}, `Invoice ${id}`), noticeOf(problem))
  }
}

function download(page, { id }) {
  const said = element('div', { role: 'status' })
  const save = async () => {
    try {
      const { blob, fileName } = await page.api.file(`/invoices/${encodeURIComponent(id)}/document`, 'application/pdf')
      const href = URL.createObjectURL(blob)
      element('a', { href, download: fileName }).click()
      URL.revokeObjectURL(href)
    } catch (problem) {
      said.replaceChildren(noticeOf(problem))
    }
  }
  return element(
    'div',
    { class: 'acts' },
    element('button', { type: 'button', on: { click: save } }, 'Download PDF'),
    said,
  )
}

const parts = ({ order, state, issuedOn, dueOn, net, tax, gross, open, lines }) => [
  element(
    'dl',
    { class: 'facts' },
    [
      ['Order', orderLink(order)],
      ['State', state],
      ['Issued', issuedOn],
      ['Due', dueOn ?? ''],
      ['Net', moneyOf(net)],
      ['Tax', moneyOf(tax)],
      ['Gross', moneyOf(gross)],
      ['Open', moneyOf(open)],
    ].map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  ),
  tableOf(
    'Lines',
    [
      { name: 'SKU', cell: ({ sku }) => sku },
      { name: 'Description', cell: ({ description }) => description },
      { name: 'Quantity', amount: true, cell: ({ quantity }) => grouped(quantity) },
      { name: 'Net', amount: true, cell: (line) => moneyOf(line.net) },
      { name: 'Tax', amount: true, cell: (line) => moneyOf(line.tax) },
      { name: 'Gross', amount: true, cell: (line) => moneyOf(line.gross) },
    ],
    lines,
    'No lines.',
  ),
]
