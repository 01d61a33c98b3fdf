import { element } from '/partner-portal/kit/element.js'
import { moment } from '/partner-portal/kit/moment.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { paged } from '/partner-portal/kit/paged.js'
import { barsByDay } from './chart.js'
import { grouped } from './money.js'
import { orderLink } from './order-link.js'

const SPANS = ['7', '30', '90']

/** How much the partner asked and ordered by day, against its plan; and what its customers used. */
export function showUsage(page, { signal }) {
  const charts = element('div', { class: 'charts' }, element('p', { class: 'nothing' }, 'Reading…'))
  const span = element(
    'select',
    { on: { change: () => read() } },
    SPANS.map((days) => element('option', { value: days }, `${days} days`)),
  )
  span.value = '30'

  async function read() {
    const days = span.value
    try {
      const [plan, { items }] = await Promise.all([
        page.api.get('/plan', {}, signal),
        page.api.get('/activity', { days }, signal),
      ])
      // Another span was chosen meanwhile.
      if (days === span.value) charts.replaceChildren(...chartsOf(plan, items))
    } catch (problem) {
      if (!signal.aborted) charts.replaceChildren(noticeOf(problem))
    }
  }

  const told = paged(page.api, '/usage', {
    signal,
    title: 'Usage of your customers',
    key: ({ order, reference }) => `${order} ${reference}`,
    nothing: () => 'No usage yet. What your customers use is told by your program, and billed with their orders.',
    columns: [
      { name: 'Reference', cell: ({ reference }) => reference },
      { name: 'Order', cell: ({ order }) => orderLink(order) },
      { name: 'Meter', cell: ({ meter }) => meter },
      { name: 'Quantity', amount: true, cell: ({ quantity }) => grouped(quantity) },
      { name: 'At', amount: true, cell: ({ at }) => moment(at) },
    ],
  })
  page.main.replaceChildren(
    element(
      'div',
      { class: 'headed' },
      element('h1', {}, 'Usage'),
      element('label', { class: 'field' }, 'The last', span),
    ),
    element(
      'p',
      { class: 'muted lead' },
      'What all your programs and people asked and ordered. Days begin at midnight UTC; requests are counted within seconds.',
    ),
    charts,
    element('h2', { class: 'apart' }, 'Usage of your customers'),
    told.section,
  )
  void read()
}

const times = (count, one, many) => `${grouped(String(count))} ${count === 1 ? one : many}`

function chartsOf({ plan, calls, ordersPerDay, ordersToday }, items) {
  const of = (field) => items.map((one) => ({ day: one.day, value: one[field] }))
  const today = items.at(-1).requests
  return [
    barsByDay({
      title: 'Requests by day',
      unit: 'requests',
      days: of('requests'),
      says: `${times(today, 'request', 'requests')} today. ${
        calls ? `The plan ${plan} allows ${grouped(String(calls.count))} in ${calls.seconds} seconds.` : ''
      }`,
    }),
    barsByDay({
      title: 'Orders by day',
      unit: 'orders',
      days: of('orders'),
      limit: ordersPerDay,
      says: `${times(ordersToday, 'order', 'orders')} today. The plan ${plan} allows ${grouped(String(ordersPerDay))} a day.`,
    }),
  ]
}
