import { element, list } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { bulkBar } from './bulk.js'
import { exceptionRow } from './exception-row.js'
import { resolve } from './resolution.js'

/** What is stuck, why, who can mend it, and how it goes on. */
export function showExceptions(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = { state: given.get('state') ?? 'open', team: given.get('team') ?? '', code: given.get('code') ?? '' }
  const selected = new Set()
  const codes = new Set(filter.code ? [filter.code] : [])
  const teams = new Set(filter.team ? [filter.team] : [])
  let items = []
  let tail = []
  let next
  let asked = ''

  const trouble = element('div', {})
  const all = element('input', { type: 'checkbox', 'aria-label': 'Select all shown', on: { change: selectAll } })
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'nothing' }, 'Reading exceptions…')
  const more = element('button', { type: 'button', hidden: true, on: { click: readMore } }, 'Show more')
  const bulk = bulkBar(page, { chosen: () => items.filter(({ id }) => selected.has(id)), done: gone })
  const team = choice('Team', 'team')
  const code = choice('Code', 'code')
  const state = choice('State', 'state')
  offer(state, 'state', ['open', 'resolved'], false)
  offer(team, 'team', teams)
  offer(code, 'code', codes)

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
      element('div', { class: 'toolbar' }, state.label, team.label, code.label),
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
            element('th', { scope: 'col' }, all),
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

  function choice(name, field) {
    const select = element('select', {
      on: {
        change: () => {
          filter[field] = select.value
          selected.clear()
          const shown = new URLSearchParams(Object.entries(filter).filter(([, value]) => value && value !== 'open'))
          history.replaceState({}, '', `/control-tower/exceptions${shown.size > 0 ? `?${shown}` : ''}`)
          now()
        },
      },
    })
    return { select, label: element('label', { class: 'field' }, name, select) }
  }

  function offer({ select }, field, values, any = true) {
    const options = [...(any ? [''] : []), ...values].toSorted()
    list(select, options, {
      key: (value) => value,
      render: (value) => element('option', { value }, value === '' ? 'all' : value),
    })
    select.value = filter[field]
  }

  function draw() {
    list(rows, items, {
      key: ({ id }) => id,
      render: (exception) =>
        exceptionRow(exception, {
          selected: selected.has(exception.id),
          select: (on) => {
            if (on) selected.add(exception.id)
            else selected.delete(exception.id)
            drawSelection()
          },
          resolve: () => resolve(page, exception, gone),
        }),
    })
    nothing.hidden = items.length > 0
    nothing.textContent = filter.state === 'open' ? 'Nothing is stuck.' : 'Nothing was resolved yet.'
    more.hidden = next === undefined
    drawSelection()
  }

  function drawSelection() {
    const open = items.filter(({ state }) => state === 'open')
    const chosen = open.filter(({ id }) => selected.has(id)).length
    all.checked = chosen > 0 && chosen === open.length
    all.indeterminate = chosen > 0 && chosen < open.length
    all.disabled = open.length === 0
    bulk.draw()
  }

  function selectAll() {
    for (const { id, state } of items) if (all.checked && state === 'open') selected.add(id)
    if (!all.checked) selected.clear()
    for (const box of rows.querySelectorAll('input[type=checkbox]')) box.checked = all.checked
    drawSelection()
  }

  /** One was resolved: it leaves the list of open ones at once. */
  function gone({ id }) {
    selected.delete(id)
    items = items.filter((item) => item.id !== id)
    tail = tail.filter((item) => item.id !== id)
    draw()
    now()
  }

  async function readMore() {
    more.disabled = true
    try {
      const found = await page.api.get('/exceptions', { ...filter, cursor: next }, signal)
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
        page.api.get('/exceptions', filter, signal),
        page.api.get('/overview', {}, signal),
      ])
      return () => {
        trouble.replaceChildren()
        page.count(overview.exceptions)
        for (const exception of overview.exceptions) teams.add(exception.team)
        for (const exception of found.items) codes.add(exception.code)
        offer(team, 'team', teams)
        offer(code, 'code', codes)
        if (question !== asked) tail = []
        asked = question
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
