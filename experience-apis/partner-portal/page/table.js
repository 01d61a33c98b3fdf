import { element } from '/partner-portal/kit/element.js'

/** A table of what is already here. `columns` as in `listing`. */
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
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              columns.map(({ name, amount }) => element('th', { scope: 'col', class: amount && 'amount' }, name)),
            ),
          ),
          element(
            'tbody',
            {},
            items.map((item) =>
              element(
                'tr',
                {},
                columns.map(({ amount, cell }) => element('td', { class: amount && 'amount' }, cell(item))),
              ),
            ),
          ),
        ),
  )
