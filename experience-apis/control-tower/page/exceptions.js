import { element } from '/control-tower/kit/element.js'
import { paged } from '/control-tower/kit/paged.js'
import { unseen } from '/control-tower/kit/table.js'
import { bulkBar } from './bulk.js'
import { exceptionRow } from './exception-row.js'
import { resolve } from './resolution.js'
import { ageChoice, choice, conditionsOf, keepFilter, selection, typed } from './selection.js'
import { WAYS_OF_MANY } from './ways.js'

const FIELDS = ['state', 'team', 'code', 'flow', 'legalEntity', 'text', 'age']

/** What is stuck, why, who can mend it, and how it goes on. */
export function showExceptions(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = Object.fromEntries(FIELDS.map((field) => [field, given.get(field) ?? '']))
  filter.state ||= 'open'
  const seen = { team: new Set(), code: new Set(), flow: new Set() }
  for (const [field, values] of Object.entries(seen)) if (filter[field]) values.add(filter[field])
  const selected = selection({
    list: () => exceptions,
    selectable: ({ state }) => state === 'open',
    changed: () => bulk.draw(),
  })
  const bulk = bulkBar(page, {
    of: 'exceptions',
    ways: WAYS_OF_MANY,
    chosen: selected.chosen,
    total: () => exceptions.total(),
    filter: () => {
      const { state: _, ...query } = conditionsOf(filter)
      return query
    },
    done: () => {
      selected.clear()
      exceptions.now()
    },
  })
  const set = (field) => (value) => {
    filter[field] = value
    selected.clear()
    keepFilter('exceptions', filter, { state: 'open' })
    exceptions.now()
  }
  const choices = Object.fromEntries(
    ['state', 'team', 'code', 'flow'].map((field) => [
      field,
      choice(field[0].toUpperCase() + field.slice(1), () => filter[field], set(field)),
    ]),
  )
  choices.state.offer(['open', 'resolved'], false)
  offer()

  const exceptions = paged(page.api, '/exceptions', {
    signal,
    title: 'Exceptions',
    look: 'exceptions',
    filter,
    query: conditionsOf,
    filters: [
      typed('Search sentence, detail or key', filter.text, set('text')),
      ...Object.values(choices).map(({ label }) => label),
      typed('Legal entity', filter.legalEntity, set('legalEntity')),
      ageChoice(filter.age, set('age')),
    ],
    bar: bulk.bar,
    columns: [selected.all, 'What stopped', 'Order', 'Step', 'Team', 'Opened', 'Due', unseen('Resolve')].map(
      (name) => ({
        name,
      }),
    ),
    row: (exception) =>
      exceptionRow(exception, {
        selected: selected.has(exception.id),
        select: (on) => selected.set(exception.id, on),
        resolve: () => resolve(page, exception, gone),
      }),
    key: ({ id }) => id,
    nothing: () => (filter.state === 'open' ? 'Nothing is stuck.' : 'Nothing was resolved yet.'),
    beside: () => page.api.get('/overview', {}, signal),
    heard: ({ items }, overview) => {
      page.count(overview)
      for (const { team } of overview.exceptions) seen.team.add(team)
      for (const { code, flow } of items) {
        seen.code.add(code)
        seen.flow.add(flow)
      }
      offer()
    },
    drawn: selected.draw,
    tell: page.tell,
  })
  page.main.append(
    element('h1', {}, 'Exceptions'),
    element(
      'p',
      { class: 'muted lead' },
      'Runs that stopped, because data or a rule stood in the way. Each waits for a person.',
    ),
    exceptions.section,
  )

  function offer() {
    for (const [field, values] of Object.entries(seen)) choices[field].offer(values)
  }

  /** One was resolved: it leaves the list of open ones at once. */
  function gone(exception) {
    selected.set(exception.id, false)
    exceptions.drop(exception)
    exceptions.now()
  }
}
