import { element } from '/catalogue/kit/element.js'

/** A panel with a table; `columns` name a head and what stands below it. Says `nothing` where there are no rows. */
export function tableOf(title, columns, rows, nothing) {
  if (rows.length === 0) return element('p', { class: 'panel nothing' }, nothing)
  const look = ({ amount }) => (amount ? 'amount' : '')
  return element(
    'section',
    { class: 'panel listing', 'aria-label': title },
    element('h2', {}, title),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          columns.map((column) => element('th', { scope: 'col', class: look(column) }, column.name)),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map((row) =>
          element(
            'tr',
            {},
            columns.map((column) => element('td', { class: look(column) }, column.cell(row))),
          ),
        ),
      ),
    ),
  )
}
