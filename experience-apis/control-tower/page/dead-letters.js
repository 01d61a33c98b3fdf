import { element, list } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { exactly, moment } from '/control-tower/kit/moment.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { bulkBar } from './bulk.js'
import { decide } from './decision.js'
import { ageChoice, choice, keepFilter, momentOf, selection, typed } from './selection.js'
import { WAYS_OF_LETTERS } from './ways.js'

const FIELDS = ['state', 'reader', 'event', 'code', 'text', 'age']

/** Events and webhooks that nobody could handle: put right, replayed or given up. */
export function showDeadLetters(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = Object.fromEntries(FIELDS.map((field) => [field, given.get(field) ?? '']))
  filter.state ||= 'open'
  const seen = { reader: new Set(), event: new Set(), code: new Set() }
  for (const [field, values] of Object.entries(seen)) if (filter[field]) values.add(filter[field])
  let items = []
  let total = 0
  let next

  const trouble = element('div', {})
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'nothing' }, 'Reading dead letters…')
  const shown = element('span', { class: 'muted', role: 'status' })
  const selected = selection({
    items: () => items,
    selectable: ({ state }) => state === 'open',
    rows,
    changed: () => bulk.draw(),
  })
  const bulk = bulkBar(page, {
    of: 'dead-letters',
    ways: WAYS_OF_LETTERS.filter(({ many }) => many),
    chosen: selected.chosen,
    total: () => total,
    filter: () => {
      const { state: _, ...query } = queryOf()
      return query
    },
    done: () => {
      selected.clear()
      now()
    },
  })
  const set = (field) => (value) => {
    filter[field] = value
    selected.clear()
    keepFilter('dead-letters', filter, { state: 'open' })
    now()
  }
  const choices = Object.fromEntries(
    ['state', 'reader', 'event', 'code'].map((field) => [
      field,
      choice(field[0].toUpperCase() + field.slice(1), () => filter[field], set(field)),
    ]),
  )
  choices.state.offer(['open', 'due', 'replayed', 'discarded'], false)
  offer()

  page.main.append(
    element('h1', {}, 'Dead letters'),
    element(
      'p',
      { class: 'muted lead' },
      'Events and webhooks that nobody could handle. The others went on; these wait until a person puts them right.',
    ),
    trouble,
    element(
      'section',
      { class: 'panel exceptions', 'aria-label': 'Dead letters' },
      element(
        'div',
        { class: 'toolbar' },
        typed('Search sentence, detail or payload', filter.text, set('text')),
        Object.values(choices).map(({ label }) => label),
        ageChoice(filter.age, set('age')),
        shown,
      ),
      bulk.bar,
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, selected.all),
            ['What failed', 'Event', 'Reader', 'Team', 'Tries', 'Kept'].map((name) =>
              element('th', { scope: 'col' }, name),
            ),
            element('th', { scope: 'col' }, element('span', { class: 'visually-hidden' }, 'Decide')),
          ),
        ),
        rows,
      ),
      nothing,
    ),
  )

  function queryOf() {
    const { age, ...query } = filter
    return Object.fromEntries(Object.entries({ ...query, openedBefore: momentOf(age) }).filter(([, value]) => value))
  }

  function offer() {
    for (const [field, values] of Object.entries(seen)) choices[field].offer(values)
  }

  const row = (letter) =>
    letterRow(letter, {
      selected: selected.has(letter.id),
      select: (on) => selected.set(letter.id, on),
      open: () =>
        decide(page, {
          title: letter.sentence,
          about: `${letter.event} · ${letter.reader} · ${letter.team}`,
          ways: WAYS_OF_LETTERS,
          start: async () => letter,
          send: (body) => page.api.post(`/dead-letters/${letter.id}/resolution`, body),
          says: ({ state }) =>
            ({ replayed: 'It was handed over.', due: 'Its reader takes it in a moment.' })[state] ?? 'It was given up.',
          done: () => now(),
        }),
    })

  const now = live(
    async () => {
      const [found, overview] = await Promise.all([
        page.api.get('/dead-letters', { ...queryOf(), limit: 200 }, signal),
        page.api.get('/overview', {}, signal),
      ])
      return () => {
        trouble.replaceChildren()
        page.count(overview)
        for (const letter of found.items) for (const [field, values] of Object.entries(seen)) values.add(letter[field])
        offer()
        ;({ items, total, next } = found)
        list(rows, items, { key: ({ id }) => id, render: row })
        nothing.hidden = items.length > 0
        nothing.textContent = filter.state === 'open' ? 'Everything told was handled.' : 'None.'
        const rest = next === undefined ? '' : ': narrow the filter to see the others'
        shown.textContent = total > 0 ? `${items.length} of ${total}${rest}` : ''
        selected.draw()
      }
    },
    {
      signal,
      tell: (at, failure) => {
        page.tell(at, failure)
        if (failure && trouble.childElementCount === 0) trouble.append(noticeOf(failure))
      },
    },
  )
}

function letterRow(letter, { selected, select, open }) {
  const waits = letter.state === 'open'
  const technical = [
    ['Detail', letter.detail],
    ['Source', letter.source],
    ['Correlation id', letter.correlation],
    ['Happened', exactly(letter.occurredAt)],
    ['Payload', JSON.stringify(letter.data, null, 2)],
    ['As it came', letter.before === undefined ? undefined : JSON.stringify(letter.before, null, 2)],
  ]
  return element(
    'tr',
    {},
    element(
      'td',
      {},
      waits &&
        element('input', {
          type: 'checkbox',
          checked: selected,
          'aria-label': `Select ${letter.source}`,
          on: { change: ({ target }) => select(target.checked) },
        }),
    ),
    element(
      'td',
      { class: 'what' },
      element('p', { class: 'sentence' }, letter.sentence),
      letter.resolution &&
        element('p', { class: 'muted' }, `${letter.resolution} by ${letter.resolvedBy}: ${letter.reason}`),
      element(
        'details',
        {},
        element('summary', {}, element('code', {}, letter.code)),
        element('p', {}, element('a', { href: `/control-tower/runbooks/${letter.code}` }, 'Runbook')),
        element(
          'dl',
          { class: 'technical' },
          technical
            .filter(([, value]) => value)
            .map(([name, value]) =>
              element('div', {}, element('dt', {}, name), element('dd', { class: 'mono' }, element('pre', {}, value))),
            ),
        ),
      ),
    ),
    element('td', { class: 'nowrap' }, letter.event),
    element('td', { class: 'nowrap' }, letter.reader),
    element('td', { class: 'nowrap' }, letter.team),
    element('td', { class: 'amount' }, String(letter.attempts)),
    element('td', { class: 'muted' }, moment(letter.openedAt)),
    element(
      'td',
      { class: 'amount' },
      waits
        ? element('button', { type: 'button', 'aria-label': `Decide ${letter.source}`, on: { click: open } }, 'Decide…')
        : element('span', { class: 'chip bare' }, letter.state),
    ),
  )
}
