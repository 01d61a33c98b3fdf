import { element } from '/control-tower/kit/element.js'
import { exactly, moment } from '/control-tower/kit/moment.js'
import { paged } from '/control-tower/kit/paged.js'
import { unseen } from '/control-tower/kit/table.js'
import { bulkBar } from './bulk.js'
import { decide } from './decision.js'
import { ageChoice, choice, conditionsOf, keepFilter, selection, typed } from './selection.js'
import { WAYS_OF_LETTERS } from './ways.js'

const FIELDS = ['state', 'reader', 'event', 'code', 'text', 'age']

/** Events and webhooks that nobody could handle: put right, replayed or given up. */
export function showDeadLetters(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = Object.fromEntries(FIELDS.map((field) => [field, given.get(field) ?? '']))
  filter.state ||= 'open'
  const seen = { reader: new Set(), event: new Set(), code: new Set() }
  for (const [field, values] of Object.entries(seen)) if (filter[field]) values.add(filter[field])
  const selected = selection({
    list: () => letters,
    selectable: ({ state }) => state === 'open',
    changed: () => bulk.draw(),
  })
  const bulk = bulkBar(page, {
    of: 'dead-letters',
    ways: WAYS_OF_LETTERS.filter(({ many }) => many),
    chosen: selected.chosen,
    total: () => letters.total(),
    filter: () => {
      const { state: _, ...query } = conditionsOf(filter)
      return query
    },
    done: () => {
      selected.clear()
      letters.now()
    },
  })
  const set = (field) => (value) => {
    filter[field] = value
    selected.clear()
    keepFilter('dead-letters', filter, { state: 'open' })
    letters.now()
  }
  const choices = Object.fromEntries(
    ['state', 'reader', 'event', 'code'].map((field) => [
      field,
      choice(field[0].toUpperCase() + field.slice(1), () => filter[field], set(field)),
    ]),
  )
  choices.state.offer(['open', 'due', 'replayed', 'discarded'], false)
  offer()

  const letters = paged(page.api, '/dead-letters', {
    signal,
    title: 'Dead letters',
    look: 'exceptions',
    filter,
    query: conditionsOf,
    filters: [
      typed('Search sentence, detail or payload', filter.text, set('text')),
      ...Object.values(choices).map(({ label }) => label),
      ageChoice(filter.age, set('age')),
    ],
    bar: bulk.bar,
    columns: [selected.all, 'What failed', 'Event', 'Reader', 'Team', 'Tries', 'Kept', unseen('Decide')].map(
      (name) => ({
        name,
      }),
    ),
    row: (letter) =>
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
              ({ replayed: 'It was handed over.', due: 'Its reader takes it in a moment.' })[state] ??
              'It was given up.',
            done: () => letters.now(),
          }),
      }),
    key: ({ id }) => id,
    nothing: () => (filter.state === 'open' ? 'Everything told was handled.' : 'None.'),
    beside: () => page.api.get('/overview', {}, signal),
    heard: ({ items }, overview) => {
      page.count(overview)
      for (const letter of items) for (const [field, values] of Object.entries(seen)) values.add(letter[field])
      offer()
    },
    drawn: selected.draw,
    tell: page.tell,
  })
  page.main.append(
    element('h1', {}, 'Dead letters'),
    element(
      'p',
      { class: 'muted lead' },
      'Events and webhooks that nobody could handle. The others went on; these wait until a person puts them right.',
    ),
    letters.section,
  )

  function offer() {
    for (const [field, values] of Object.entries(seen)) choices[field].offer(values)
  }
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
