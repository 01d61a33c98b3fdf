import { element, list } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { moment } from '/control-tower/kit/moment.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { decideApproval, detailOf, outcomeOf } from './approval.js'
import { choice, keepFilter } from './selection.js'

/** What runs ask people to decide, the latest asked first. */
export function showApprovals(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = { state: given.get('state') || 'pending', team: given.get('team') ?? '' }
  const teams = new Set(filter.team ? [filter.team] : [])
  const trouble = element('div', {})
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'nothing' }, 'Reading approvals…')
  const shown = element('span', { class: 'muted', role: 'status' })
  const set = (field) => (value) => {
    filter[field] = value
    keepFilter('approvals', filter, { state: 'pending' })
    now()
  }
  const state = choice('State', () => filter.state, set('state'))
  const team = choice('Team', () => filter.team, set('team'))
  state.offer(['pending', 'approved', 'rejected', 'timed-out', 'withdrawn'], false)
  team.offer(teams)
  page.main.append(
    element('h1', {}, 'Approvals'),
    element('p', { class: 'muted lead' }, 'What runs ask before they go on. Each waits until its due time.'),
    trouble,
    element(
      'section',
      { class: 'panel', 'aria-label': 'Approvals' },
      element('div', { class: 'toolbar' }, state.label, team.label, shown),
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ['What is asked', 'About', 'Team', 'Asked', 'Due'].map((name) => element('th', { scope: 'col' }, name)),
            element('th', { scope: 'col' }, element('span', { class: 'visually-hidden' }, 'Decide')),
          ),
        ),
        rows,
      ),
      nothing,
    ),
  )

  const now = live(
    async () => {
      const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value))
      const found = await page.api.get('/approvals', query, signal)
      return () => {
        trouble.replaceChildren()
        for (const approval of found.items) teams.add(approval.team)
        team.offer(teams)
        list(rows, found.items, { key: ({ id }) => id, render: rowOf })
        nothing.hidden = found.items.length > 0
        nothing.textContent = 'Nothing is asked.'
        shown.textContent = found.next ? `the latest ${found.items.length}` : `${found.items.length}`
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

  const rowOf = (approval) =>
    element(
      'tr',
      {},
      element(
        'td',
        {},
        element('a', { href: `/control-tower/runs/${approval.run}`, 'data-row': true }, approval.ask),
        detailOf(approval),
        approval.state !== 'pending' && outcomeOf(approval),
      ),
      element('td', {}, approval.subject ?? approval.runKey),
      element('td', {}, approval.team),
      element('td', { class: 'muted' }, moment(approval.askedAt)),
      element('td', { class: 'muted' }, moment(approval.dueAt)),
      element(
        'td',
        {},
        approval.state === 'pending' &&
          element('button', { type: 'button', on: { click: () => decideApproval(page, approval, now) } }, 'Decide…'),
      ),
    )
}
