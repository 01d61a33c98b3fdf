import { element, list } from '/control-tower/kit/element.js'
import { moment } from '/control-tower/kit/moment.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { moneyOf } from './amounts.js'
import { stageChip, stageName } from './stages.js'

const PAGE = 50
const MOST = 200

/** The list of orders: searched by any identifier, filtered by stage, more by cursor. `filter` is shared and changes. */
export function ordersList(page, { signal, filter, changed }) {
  let items = []
  let next
  let waiting = 0
  let asked = ''

  const search = element('input', {
    type: 'search',
    value: filter.search,
    maxlength: '120',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-label': 'Search orders by any identifier',
    placeholder: 'Order, customer, invoice, payment, tax or ERP document, correlation id',
  })
  const stage = element('span', {})
  const shown = element('span', { class: 'muted nowrap' })
  const fresh = element('button', { type: 'button', class: 'fresh', hidden: true, on: { click: showFresh } })
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'nothing' }, 'Reading orders…')
  const more = element('button', { type: 'button', class: 'more', hidden: true, on: { click: readMore } }, 'Show more')

  const trouble = element('div', { hidden: true })

  let typed
  search.addEventListener('input', () => {
    clearTimeout(typed)
    typed = setTimeout(() => {
      filter.search = search.value.trim()
      changed()
    }, 200)
  })
  search.addEventListener('keydown', async (event) => {
    if (event.key !== 'Enter') return
    clearTimeout(typed)
    filter.search = search.value.trim()
    await changed()
    if (items.length === 1) page.go(`/orders/${encodeURIComponent(items[0].reference)}`)
    else rows.querySelector('[data-row]')?.focus()
  })
  signal.addEventListener('abort', () => clearTimeout(typed))

  const section = element(
    'section',
    { class: 'panel orders', 'aria-label': 'Orders' },
    element('div', { class: 'toolbar', role: 'search' }, element('div', { class: 'search' }, search), stage, shown),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ['Order', 'Customer', 'Entity', 'Stage'].map((name) => element('th', { scope: 'col' }, name)),
          ['Gross', 'Open'].map((name) => element('th', { scope: 'col', class: 'amount' }, name)),
          element('th', { scope: 'col', class: 'message' }, 'Message'),
          element('th', { scope: 'col', class: 'amount' }, 'Updated'),
        ),
      ),
      rows,
    ),
    nothing,
    element('div', { class: 'foot' }, fresh, more, trouble),
  )

  const rowOf = (order) => {
    const path = `/control-tower/orders/${encodeURIComponent(order.reference)}`
    const link = element('a', { href: path, 'data-row': true, class: 'nowrap' }, order.reference)
    return element(
      'tr',
      { on: { click: (event) => event.target.closest('a') || getSelection().toString() || link.click() } },
      element('td', {}, link),
      element(
        'td',
        { class: 'customer', title: order.customerName },
        order.customerName ?? order.customer ?? '',
        order.message && element('small', {}, order.message),
      ),
      element('td', { class: 'nowrap' }, order.legalEntity ?? ''),
      element('td', {}, stageChip(order.stage)),
      element('td', { class: 'amount' }, moneyOf(order.gross)),
      element('td', { class: 'amount' }, moneyOf(order.open)),
      element('td', { class: 'message', title: order.message }, order.message ?? ''),
      element('td', { class: 'amount muted' }, moment(order.updatedAt)),
    )
  }

  const draw = () => {
    list(rows, items, { key: ({ reference }) => reference, render: rowOf })
    nothing.hidden = items.length > 0
    nothing.textContent = filter.search
      ? `No order, and no document of any, is called “${filter.search}”.`
      : 'No orders here yet.'
    more.hidden = next === undefined
    fresh.hidden = waiting === 0
    fresh.textContent = waiting === 1 ? 'Show 1 newer order' : `Show ${waiting} newer orders`
    const text = `${items.length.toLocaleString('en')}${next === undefined ? '' : '+'} shown`
    if (shown.textContent !== text) shown.textContent = text
  }

  const drawStage = () => {
    if (!filter.stage) return stage.replaceChildren()
    const clear = () => {
      filter.stage = ''
      changed()
    }
    stage.replaceChildren(
      element(
        'button',
        { type: 'button', 'aria-label': `Stage ${stageName(filter.stage)}: show all`, on: { click: clear } },
        `${stageName(filter.stage)} ✕`,
      ),
    )
  }

  let latest = { items: [], next: undefined }
  function showFresh() {
    items = latest.items
    next = latest.next
    waiting = 0
    draw()
    rows.querySelector('[data-row]')?.focus()
  }

  async function readMore() {
    more.disabled = true
    try {
      const found = await page.api.get('/orders', { ...filter, limit: PAGE, cursor: next }, signal)
      const known = new Set(items.map(({ reference }) => reference))
      items = [...items, ...found.items.filter(({ reference }) => !known.has(reference))]
      next = found.next
      draw()
      trouble.hidden = true
      page.say(`${items.length} orders shown.`)
    } catch (problem) {
      if (signal.aborted) return
      trouble.hidden = false
      trouble.replaceChildren(noticeOf(problem))
    } finally {
      more.disabled = false
    }
  }

  /** Reads as many as are shown, and returns what shows them. */
  async function read() {
    const question = JSON.stringify(filter)
    const limit = Math.min(MOST, Math.max(PAGE, Math.ceil(items.length / PAGE) * PAGE))
    const found = await page.api.get('/orders', { ...filter, limit }, signal)
    return () => {
      drawStage()
      const anew = question !== asked
      asked = question
      const known = new Map(found.items.map((item) => [item.reference, item]))
      // Beyond what one call brings, what was loaded before stays as it was.
      const kept =
        !anew && items.length > MOST ? items.slice(MOST).filter(({ reference }) => !known.has(reference)) : []
      latest = { items: [...found.items, ...kept], next: kept.length > 0 ? next : found.next }
      // Under somebody's pointer or focus rows do not move: they change where they stand, and new ones wait.
      const held = !anew && items.length > 0 && rows.matches(':hover, :focus-within')
      if (held) {
        const standing = new Set(items.map(({ reference }) => reference))
        waiting = found.items.filter(({ reference }) => !standing.has(reference)).length
        items = items.map((item) => known.get(item.reference) ?? item)
      } else {
        waiting = 0
        items = latest.items
        next = latest.next
      }
      draw()
      if (anew) page.say(`${items.length} orders shown.`)
    }
  }

  return { section, read }
}
