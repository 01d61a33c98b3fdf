import { element } from '/partner-portal/kit/element.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { paged } from '/partner-portal/kit/paged.js'
import { tableOf } from '/partner-portal/kit/table.js'
import { grouped, moneyOf } from './money.js'

export function showQuotes(page, { signal }) {
  page.main.replaceChildren(
    element(
      'div',
      { class: 'headed' },
      element('h1', {}, 'Quotes'),
      element('a', { class: 'button', href: '/partner-portal/quote-request' }, 'Ask for a quote'),
    ),
    paged(page.api, '/quotes', {
      signal,
      title: 'Quotes',
      key: ({ reference }) => reference,
      nothing: () => 'No quotes yet.',
      columns: [
        {
          name: 'Quote',
          cell: ({ reference }) =>
            element('a', { href: `/partner-portal/quotes/${encodeURIComponent(reference)}` }, reference),
        },
        { name: 'Customer', cell: ({ customer }) => customer },
        { name: 'State', cell: ({ state, ordered }) => stateChip(ordered ? 'ordered' : state) },
        { name: 'Quoted', cell: ({ quotedOn }) => quotedOn },
        { name: 'Valid until', cell: ({ validUntil }) => validUntil ?? '' },
        { name: 'Total', amount: true, cell: ({ total }) => moneyOf(total) },
      ],
    }).section,
  )
}

/** A quote, and what can be done with it: check it, accept it, order it. */
export async function showQuote(page, { signal, reference }) {
  const path = `/quotes/${encodeURIComponent(reference)}`
  const said = element('div', { role: 'status' })
  const heading = element('h1', {}, `Quote ${reference}`)

  const act = (name, label, work) => {
    const button = element('button', { type: 'button', class: name }, label)
    button.addEventListener('click', async () => {
      button.disabled = true
      try {
        await work()
      } catch (problem) {
        if (!signal.aborted) said.replaceChildren(noticeOf(problem))
      } finally {
        button.disabled = false
      }
    })
    return button
  }

  const check = act('', 'Check', async () => {
    const { verdict, remarks, net, tax, gross } = await page.api.post(`${path}/validation`)
    said.replaceChildren(
      element(
        'div',
        { class: `notice ${verdict === 'accepted' ? 'good' : ''}` },
        element('p', {}, element('strong', {}, VERDICTS[verdict])),
        element(
          'ul',
          {},
          remarks.map(({ message, line }) => element('li', {}, line ? `${line}: ${message}` : message)),
        ),
        gross && element('p', {}, 'Net ', moneyOf(net), ', tax ', moneyOf(tax), ', gross ', moneyOf(gross), '.'),
      ),
    )
  })
  const accept = act('', 'Accept', async () => {
    await page.api.post(`${path}/acceptance`, undefined, crypto.randomUUID())
    await read()
  })
  const order = act('primary', 'Order', async () => {
    // The quote is the order's name: ordered twice it is the same order.
    await page.api.post('/orders', { quote: reference }, `portal-${reference}`)
    page.go(`/orders/${encodeURIComponent(reference)}`)
  })

  async function read() {
    const quote = await page.api.get(path, {}, signal)
    const acts = quote.state === 'accepted' ? [check, order] : OFFERED.includes(quote.state) ? [check, accept] : []
    const says = SAYS[quote.state]
    page.main.replaceChildren(
      heading,
      says ? element('p', { class: 'muted lead' }, says) : '',
      ...parts(quote),
      element('div', { class: 'acts' }, acts),
      said,
    )
  }
  try {
    await read()
  } catch (problem) {
    if (!signal.aborted) page.main.replaceChildren(heading, noticeOf(problem))
  }
}

const STATES = {
  draft: 'Draft',
  'in-review': 'In review',
  approved: 'Approved',
  presented: 'Presented',
  accepted: 'Accepted',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  ordered: 'Ordered',
}
const stateChip = (state) => element('span', { class: 'chip', 'data-quote': state }, STATES[state] ?? state)

/** What happens next, where it is not for the partner to do. */
const SAYS = {
  draft: 'We are still writing it.',
  'in-review':
    'We are looking at it. The prices are not settled yet: what you will pay stands here once we present it.',
  rejected: 'We do not offer it. Ask for another one, or ask us why.',
  cancelled: 'It was withdrawn.',
}

const OFFERED = ['approved', 'presented']
const VERDICTS = {
  accepted: 'It can be ordered.',
  'on-hold': 'It can be ordered, and waits for us then.',
  refused: 'It cannot be ordered.',
}

const parts = ({ customer, state, quotedOn, validUntil, priceBasis, total, currency, lines }) => [
  element(
    'dl',
    { class: 'facts' },
    [
      ['Customer', customer],
      ['State', stateChip(state)],
      ['Quoted', quotedOn],
      ...(validUntil ? [['Valid until', validUntil]] : []),
      [priceBasis === 'net' ? 'Total without tax' : 'Total with tax', moneyOf(total)],
    ].map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  ),
  tableOf(
    'Lines',
    [
      { name: 'SKU', cell: ({ sku }) => sku },
      { name: 'Description', cell: ({ description }) => description },
      { name: 'Charged', cell: ({ charge, term }) => (term ? `every ${term.count} ${term.unit}` : charge) },
      { name: 'Quantity', amount: true, cell: ({ quantity }) => grouped(quantity) },
      { name: 'Unit price', amount: true, cell: ({ unitPrice }) => `${currency} ${grouped(unitPrice)}` },
    ],
    lines,
    'No lines.',
  ),
]
