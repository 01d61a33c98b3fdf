import { element } from './element.js'

/** The names of columns; `columns` are `{ name, amount?, look?, cell(item) }`, where a name may be a node. */
export const headOf = (columns) =>
  element(
    'thead',
    {},
    element(
      'tr',
      {},
      columns.map(({ name, amount }) => element('th', { scope: 'col', class: amount && 'amount' }, name)),
    ),
  )

/** `look` names classes of the cell. */
export const rowOf = (columns, item) =>
  element(
    'tr',
    {},
    columns.map(({ amount, look, cell }) =>
      element('td', { class: [amount && 'amount', look].filter(Boolean).join(' ') || undefined }, cell(item)),
    ),
  )

/** A column's name for those alone who listen to the page. */
export const unseen = (name) => element('span', { class: 'visually-hidden' }, name)

/** A table of what is already here. */
export const tableOf = (title, columns, items, nothing) =>
  element(
    'section',
    { class: 'panel', 'aria-label': title },
    element('h2', {}, title),
    items.length === 0
      ? element('p', { class: 'nothing' }, nothing)
      : element(
          'table',
          {},
          headOf(columns),
          element(
            'tbody',
            {},
            items.map((item) => rowOf(columns, item)),
          ),
        ),
  )
