import { element, list } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { bulkBar } from './bulk.js'
import { exceptionRow } from './exception-row.js'
import { resolve } from './resolution.js'
import { ageChoice, choice, keepFilter, momentOf, selection, typed } from './selection.js'
import { WAYS_OF_MANY } from './ways.js'

const FIELDS = ['state', 'team', 'code', 'flow', 'legalEntity', 'text', 'age']

/** What is stuck, why, who can mend it, and how it goes on. */
export function showExceptions(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = Object.fromEntries(FIELDS.map((field) => [field, given.get(field) ?? '']))
  filter.state ||= 'open'
  const seen = { team: new Set(), code: new Set(), flow: new Set() }
  for (const [field, values] of Object.entries(seen)) if (filter[field]) values.add(filter[field])
  let items = []
  let tail = []
  let next
  let total = 0
  let asked = ''

  const trouble = element('div', {})
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'nothing' }, 'Reading exceptions…')
  const more = element('button', { type: 'button', hidden: true, on: { click: readMore } }, 'Show more')
  const shown = element('span', { class: 'muted', role: 'status' })
  const selected = selection({
    items: () => items,
    selectable: ({ state }) => state === 'open',
    rows,
    changed: () => bulk.draw(),
  })
  const bulk = bulkBar(page, {
    of: 'exceptions',
    ways: WAYS_OF_MANY,
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
    keepFilter('exceptions', filter, { state: 'open' })
    now()
  }
  const choices = Object.fromEntries(
    ['state', 'team', 'code', 'flow'].map((field) => [
      field,
      choice(field[0].toUpperCase() + field.slice(1), () => filter[field], set(field)),
    ]),
  )
  choices.state.offer(['open', 'resolved'], false)
  offer()

  page.main.append(
    element('h1', {}, 'Exceptions'),
    element(
      'p',
      { class: 'muted lead' },
      'Runs that stopped, because data or a rule stood in the way. Each waits for a person.',
    ),
    trouble,
    element(
      'section',
      { class: 'panel exceptions', 'aria-label': 'Exceptions' },
      element(
        'div',
        { class: 'toolbar' },
        typed('Search sentence, detail or key', filter.text, set('text')),
        Object.values(choices).map(({ label }) => label),
        typed('Legal entity', filter.legalEntity, set('legalEntity')),
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
            ['What stopped', 'Order', 'Step', 'Team', 'Opened', 'Due'].map((name) =>
              element('th', { scope: 'col' }, name),
            ),
            element('th', { scope: 'col' }, element('span', { class: 'visually-hidden' }, 'Resolve')),
          ),
        ),
        rows,
      ),
      nothing,
      element('div', { class: 'foot' }, more),
    ),
  )

  /** What is asked of the API: the age is a moment there. */
  function queryOf() {
    const { age, ...query } = filter
    return Object.fromEntries(Object.entries({ ...query, openedBefore: momentOf(age) }).filter(([, value]) => value))
  }

  function offer() {
    for (const [field, values] of Object.entries(seen)) choices[field].offer(values)
  }

  function draw() {
    list(rows, items, {
      key: ({ id }) => id,
      render: (exception) =>
        exceptionRow(exception, {
          selected: selected.has(exception.id),
          select: (on) => selected.set(exception.id, on),
          resolve: () => resolve(page, exception, gone),
        }),
    })
    nothing.hidden = items.length > 0
    nothing.textContent = filter.state === 'open' ? 'Nothing is stuck.' : 'Nothing was resolved yet.'
    more.hidden = next === undefined
    shown.textContent = total > 0 ? `${items.length} of ${total}` : ''
    selected.draw()
  }

  /** One was resolved: it leaves the list of open ones at once. */
  function gone({ id }) {
    selected.set(id, false)
    items = items.filter((item) => item.id !== id)
    tail = tail.filter((item) => item.id !== id)
    draw()
    now()
  }

  async function readMore() {
    more.disabled = true
    try {
      const found = await page.api.get('/exceptions', { ...queryOf(), cursor: next }, signal)
      tail = [...tail, ...found.items]
      items = [...items, ...found.items.filter(({ id }) => !items.some((item) => item.id === id))]
      next = found.next
      draw()
    } catch (problem) {
      if (!signal.aborted) trouble.replaceChildren(noticeOf(problem))
    } finally {
      more.disabled = false
    }
  }

  const now = live(
    async () => {
      const question = JSON.stringify(filter)
      const [found, overview] = await Promise.all([
        page.api.get('/exceptions', queryOf(), signal),
        page.api.get('/overview', {}, signal),
      ])
      return () => {
        trouble.replaceChildren()
        page.count(overview)
        for (const { team } of overview.exceptions) seen.team.add(team)
        for (const { code, flow } of found.items) {
          seen.code.add(code)
          seen.flow.add(flow)
        }
        offer()
        if (question !== asked) tail = []
        asked = question
        total = found.total
        const ids = new Set(found.items.map(({ id }) => id))
        items = [...found.items, ...tail.filter(({ id }) => !ids.has(id))]
        if (tail.length === 0) next = found.next
        draw()
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
