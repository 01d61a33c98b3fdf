import { element, list } from '/catalogue/kit/element.js'
import { criticalityChip, keyOf, lifecycleChip, pathOf, TIERS } from './entry.js'

/** Every published API by tier; searched by name, owner, operation, path or event. */
export function showApis({ main }, entries) {
  const given = new URLSearchParams(location.search)
  const filter = Object.fromEntries(
    ['search', 'owner', 'lifecycle', 'criticality'].map((name) => [name, given.get(name) ?? '']),
  )
  const search = element('input', {
    type: 'search',
    value: filter.search,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-label': 'Search APIs',
    placeholder: 'Name, owner, operation, path or event',
    on: { input: () => change('search', search.value.trim()) },
  })
  const shown = element('span', { class: 'muted nowrap', role: 'status' })
  const groups = TIERS.map((tier) => groupOf(tier))
  const nothing = element('p', { class: 'panel nothing' }, 'No API fits.')

  main.append(
    element('h1', {}, 'Every published API'),
    element(
      'div',
      { class: 'toolbar filters', role: 'search' },
      element('div', { class: 'search' }, search),
      choice('Owner', 'owner'),
      choice('Lifecycle', 'lifecycle'),
      choice('Criticality', 'criticality'),
      shown,
    ),
    ...groups.map(({ section }) => section),
    nothing,
  )
  draw()

  function choice(name, field) {
    const values = [...new Set(entries.map((entry) => entry[field]))].toSorted()
    const select = element(
      'select',
      { on: { change: () => change(field, select.value) } },
      ['', ...values].map((value) => element('option', { value }, value || 'all')),
    )
    select.value = filter[field]
    return element('label', { class: 'field' }, name, select)
  }

  function change(field, value) {
    filter[field] = value
    const query = new URLSearchParams(Object.entries(filter).filter(([, each]) => each))
    history.replaceState({}, '', `/catalogue/${query.size > 0 ? `?${query}` : ''}`)
    draw()
  }

  function draw() {
    const fitting = entries.map((entry) => found(entry, filter)).filter(Boolean)
    for (const { tier, section, rows, count } of groups) {
      const items = fitting.filter(({ entry }) => entry.tier === tier)
      section.hidden = items.length === 0
      count.textContent = String(items.length)
      list(rows, items, { key: ({ entry }) => keyOf(entry), render: rowOf })
    }
    nothing.hidden = fitting.length > 0
    shown.textContent =
      fitting.length === entries.length ? `${entries.length} APIs` : `${fitting.length} of ${entries.length} APIs`
  }
}

/** The entry with what the search found in it, or undefined where it does not fit. */
function found(entry, { search, ...exact }) {
  for (const [field, value] of Object.entries(exact)) if (value && entry[field] !== value) return undefined
  if (!search) return { entry, hits: [] }
  const wanted = search.toLowerCase()
  const has = (...texts) => texts.some((text) => text.toLowerCase().includes(wanted))
  const hits = [
    ...entry.operations
      .filter(({ id, path, summary }) => has(id, path, summary))
      .map(({ method, path, summary }) => `${method.toUpperCase()} ${path}: ${summary}`),
    ...entry.events.filter((event) => has(event)).map((event) => `Event ${event}`),
  ]
  if (hits.length === 0 && !has(entry.name, entry.title, entry.description, entry.owner, entry.path)) return undefined
  return { entry, hits: hits.slice(0, 3) }
}

function groupOf({ tier, name, says }) {
  const rows = element('tbody', {})
  const count = element('span', { class: 'muted' })
  const heads = [
    ['API', 'api'],
    ['Version', 'version'],
    ['Owner', 'owner'],
    ['Lifecycle', ''],
    ['Criticality', ''],
    ['Operations', 'amount'],
    ['Events', 'amount events'],
  ]
  const section = element(
    'section',
    { class: 'panel tier', 'aria-label': name, 'data-tier': tier },
    element('div', { class: 'tier-head' }, element('h2', {}, name), count, element('p', { class: 'muted' }, says)),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          heads.map(([head, look]) => element('th', { scope: 'col', class: look }, head)),
        ),
      ),
      rows,
    ),
  )
  return { tier, section, rows, count }
}

function rowOf({ entry, hits }) {
  const link = element('a', { href: pathOf(entry), 'data-row': true }, entry.title)
  return element(
    'tr',
    { on: { click: (event) => event.target.closest('a') || getSelection().toString() || link.click() } },
    element(
      'td',
      { class: 'api' },
      link,
      element('code', { class: 'muted' }, ` ${entry.name}`),
      element('p', { class: 'muted' }, entry.description),
      hits.map((hit) => element('p', { class: 'hit' }, hit)),
    ),
    element('td', { class: 'nowrap' }, entry.version),
    element('td', { class: 'nowrap' }, entry.owner),
    element('td', {}, lifecycleChip(entry.lifecycle)),
    element('td', {}, criticalityChip(entry.criticality)),
    element('td', { class: 'amount' }, String(entry.operations.length)),
    element('td', { class: 'amount', title: entry.events.join('\n') }, String(entry.events.length)),
  )
}
