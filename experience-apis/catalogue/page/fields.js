import { element, list } from '/catalogue/kit/element.js'
import { pathOf } from './entry.js'

/** How many rows are shown at most: nobody reads more, and a page of all of them is slow. */
const MOST = 300

/** The data dictionary: every field of every API, searched by name, meaning, schema or API. */
export async function showFields({ api, main }, _, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = { search: given.get('search') ?? '', class: given.get('class') ?? '' }
  const search = element('input', {
    type: 'search',
    value: filter.search,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-label': 'Search fields',
    placeholder: 'Field, meaning, schema or API',
    on: { input: () => change('search', search.value.trim()) },
  })
  const shown = element('span', { class: 'muted nowrap', role: 'status' }, 'Reading the fields…')
  const classes = element('select', { on: { change: () => change('class', classes.value) } })
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'panel nothing', hidden: true }, 'No field fits.')
  const table = element(
    'section',
    { class: 'panel fields', 'aria-label': 'Fields' },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ['Field', 'Type', 'Meaning', 'Class', 'Held by'].map((head) => element('th', { scope: 'col' }, head)),
        ),
      ),
      rows,
    ),
  )
  main.append(
    element('h1', {}, 'Every field'),
    element(
      'div',
      { class: 'toolbar filters', role: 'search' },
      element('div', { class: 'search' }, search),
      element('label', { class: 'field' }, 'Class', classes),
      shown,
    ),
    table,
    nothing,
  )
  const { items } = await api.get('/fields', {}, signal)
  if (signal.aborted) return
  const known = [...new Set(items.map(({ classification }) => classification).filter(Boolean))].toSorted()
  classes.append(...['', ...known].map((value) => element('option', { value }, value || 'all')))
  classes.value = filter.class
  draw()

  function change(name, value) {
    filter[name] = value
    const query = new URLSearchParams(Object.entries(filter).filter(([, each]) => each))
    history.replaceState({}, '', `/catalogue/fields${query.size > 0 ? `?${query}` : ''}`)
    draw()
  }

  function draw() {
    const wanted = filter.search.toLowerCase()
    const fits = ({ name, schema, description = '', classification, apis }) =>
      (!filter.class || classification === filter.class) &&
      [`${schema}.${name}`, description, ...apis].some((text) => text.toLowerCase().includes(wanted))
    const fitting = items.filter(fits)
    list(rows, fitting.slice(0, MOST), { key: keyOf, render: rowOf })
    table.hidden = fitting.length === 0
    nothing.hidden = fitting.length > 0
    shown.textContent =
      fitting.length > MOST
        ? `${fitting.length} fields, the first ${MOST} shown`
        : `${fitting.length} of ${items.length} fields`
  }
}

const keyOf = (field) => `${field.schema}.${field.name} ${field.type} ${field.required} ${field.apis[0]}`

function rowOf({ name, schema, type, required, description, classification, apis }) {
  const [shown, more] = [apis.slice(0, 4), apis.slice(4)]
  return element(
    'tr',
    {},
    element('td', {}, element('code', { class: 'muted' }, `${schema}.`), element('code', {}, name)),
    element('td', {}, type, required && element('span', { class: 'muted' }, ' required')),
    element('td', {}, description ?? ''),
    element(
      'td',
      {},
      classification && element('span', { class: 'chip bare', 'data-class': classification }, classification),
    ),
    element(
      'td',
      {},
      element(
        'span',
        { class: 'chips' },
        shown.map(linkOf),
        more.length > 0 && element('span', { class: 'muted', title: more.join('\n') }, `and ${more.length} more`),
      ),
    ),
  )
}

function linkOf(key) {
  const [tier, ...rest] = key.split('.')
  const name = rest.join('.')
  return element('a', { class: 'chip', 'data-tier': tier, href: pathOf({ tier, name }) }, name)
}
