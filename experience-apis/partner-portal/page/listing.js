import { element, list } from '/partner-portal/kit/element.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { headOf, rowOf } from './table.js'

/**
 * A table over a list of the API, page by page. `columns` are `{ name, amount?, cell(item) }`; `key` names an item.
 * Returns the panel; `signal` ends its reading.
 */
export function listing(page, { signal, path, query = {}, title, columns, key, nothing }) {
  let items = []
  let next
  const rows = element('tbody', {})
  const empty = element('p', { class: 'nothing' }, 'Reading…')
  const more = element('button', { type: 'button', hidden: true, on: { click: () => read(next) } }, 'Show more')
  const trouble = element('div', {})

  async function read(cursor) {
    more.disabled = true
    try {
      const found = await page.api.get(path, { ...query, cursor }, signal)
      items = cursor === undefined ? found.items : [...items, ...found.items]
      next = found.next
      list(rows, items, { key, render: (item) => rowOf(columns, item) })
      empty.textContent = nothing
      trouble.replaceChildren()
    } catch (problem) {
      if (signal.aborted) return
      empty.textContent = ''
      trouble.replaceChildren(noticeOf(problem))
    } finally {
      more.disabled = false
      more.hidden = next === undefined
      empty.hidden = items.length > 0
    }
  }

  void read()
  return element(
    'section',
    { class: 'panel', 'aria-label': title },
    element('table', {}, headOf(columns), rows),
    empty,
    element('div', { class: 'foot' }, more, trouble),
  )
}
