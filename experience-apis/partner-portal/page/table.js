import { element } from '/partner-portal/kit/element.js'

/** The names of columns; `columns` are `{ name, amount?, cell(item) }`. */
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

export const rowOf = (columns, item) =>
  element(
    'tr',
    {},
    columns.map(({ amount, cell }) => element('td', { class: amount && 'amount' }, cell(item))),
  )

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
