import { element, list } from './element.js'
import { live } from './live.js'
import { noticeOf } from './notice.js'
import { headOf, rowOf } from './table.js'

const PAGE = 50
/** Most that one call gives. */
const MOST = 200

/**
 * A list of the API as a panel: rows page by page, and “Show more” while there is more.
 *
 * - `filter` is shared and changes; `query(filter)` makes of it what is asked. After a change call `now`.
 * - `columns` are those of table.js; `row(item)` makes a whole row in their place, `key(item)` names it.
 * - `nothing()` says what stands where there is none; `filters` and `bar` stand above the rows.
 * - With `tell` the list stays true by itself (live.js), and `tell` hears how the reading goes. `beside()` is then read
 *   with it, and `heard(found, beside)` hears of both. Without, it is read once and whenever `now` is called.
 * - `drawn` hears of each time the rows were drawn.
 *
 * Returns `section` and `rows`, `items()` and `total()` as shown, `drop(item)`, and `now()`.
 */
export function paged(api, path, options) {
  const { signal, title, look = '', filters = [], bar, columns, row, key, nothing, tell } = options
  const { filter = {}, query = (given) => given, beside = async () => {}, heard = () => {}, drawn = () => {} } = options
  let items = []
  let next
  let total
  let asked

  const rows = element('tbody', {})
  const none = element('p', { class: 'nothing' }, 'Reading…')
  const shown = element('span', { class: 'muted nowrap', role: 'status' })
  const more = element('button', { type: 'button', hidden: true, on: { click: readMore } }, 'Show more')
  const trouble = element('div', { class: 'trouble' })
  const section = element(
    'section',
    { class: `panel ${look}`, 'aria-label': title },
    filters.length > 0 && element('div', { class: 'toolbar' }, filters, shown),
    bar,
    trouble,
    element('table', {}, headOf(columns), rows),
    none,
    element('div', { class: 'foot' }, more),
  )

  function draw() {
    list(rows, items, { key, render: row ?? ((item) => rowOf(columns, item)) })
    none.hidden = items.length > 0
    none.textContent = nothing()
    more.hidden = next === undefined
    const known = total === undefined ? (next === undefined ? `${items.length}` : `the latest ${items.length}`) : ''
    const text = total > 0 ? `${items.length} of ${total}` : known
    // Told anew only where it changed: whoever listens to the page would hear it at each reading.
    if (shown.textContent !== text) shown.textContent = text
    drawn()
  }

  async function readMore() {
    const question = asked
    const from = items.length
    more.disabled = true
    try {
      const found = await api.get(path, { ...query(filter), limit: PAGE, cursor: next }, signal)
      // The filter changed meanwhile: this is the end of another list.
      if (question !== asked) return
      const known = new Set(items.map(key))
      items = [...items, ...found.items.filter((item) => !known.has(key(item)))]
      next = found.next
      trouble.replaceChildren()
      draw()
      if (more.hidden) rows.children[from]?.querySelector('a, button, input')?.focus()
    } catch (problem) {
      if (!signal.aborted) trouble.replaceChildren(noticeOf(problem))
    } finally {
      more.disabled = false
    }
  }

  /** Reads as many as are shown, and returns what shows them. */
  async function read() {
    const question = JSON.stringify(filter)
    const anew = question !== asked
    const limit = anew ? PAGE : Math.min(MOST, Math.max(PAGE, Math.ceil(items.length / PAGE) * PAGE))
    const [found, other] = await Promise.all([api.get(path, { ...query(filter), limit }, signal), beside()])
    return () => {
      asked = question
      trouble.replaceChildren()
      heard(found, other)
      const known = new Set(found.items.map(key))
      // Beyond what one call brings, what was loaded before stays as it was.
      const kept = anew || items.length <= MOST ? [] : items.slice(MOST).filter((item) => !known.has(key(item)))
      items = [...found.items, ...kept]
      if (kept.length === 0) next = found.next
      total = found.total
      draw()
    }
  }

  const lost = (problem) => {
    if (items.length === 0) none.hidden = true
    // One that stands there may have been unfolded.
    if (trouble.childElementCount === 0) trouble.append(noticeOf(problem))
  }
  const now = tell
    ? live(read, {
        signal,
        tell: (state, problem) => {
          tell(state, problem)
          if (problem) lost(problem)
        },
      })
    : () =>
        read().then(
          (show) => signal.aborted || show(),
          (problem) => signal.aborted || lost(problem),
        )
  if (!tell) void now()

  return {
    section,
    rows,
    now,
    items: () => items,
    total: () => total ?? items.length,
    /** One is gone, as far as the reader is concerned; the next reading says whether it is. */
    drop: (item) => {
      items = items.filter((one) => key(one) !== key(item))
      draw()
    },
  }
}
