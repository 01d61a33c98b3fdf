import { element } from '/control-tower/kit/element.js'
import { moment } from '/control-tower/kit/moment.js'
import { paged } from '/control-tower/kit/paged.js'
import { unseen } from '/control-tower/kit/table.js'
import { decideApproval, detailOf, outcomeOf } from './approval.js'
import { choice, keepFilter } from './selection.js'

/** What runs ask people to decide, the latest asked first. */
export function showApprovals(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = { state: given.get('state') || 'pending', team: given.get('team') ?? '' }
  const teams = new Set(filter.team ? [filter.team] : [])
  const set = (field) => (value) => {
    filter[field] = value
    keepFilter('approvals', filter, { state: 'pending' })
    approvals.now()
  }
  const state = choice('State', () => filter.state, set('state'))
  const team = choice('Team', () => filter.team, set('team'))
  state.offer(['pending', 'approved', 'rejected', 'timed-out', 'withdrawn'], false)
  team.offer(teams)
  const approvals = paged(page.api, '/approvals', {
    signal,
    title: 'Approvals',
    filter,
    filters: [state.label, team.label],
    columns: [
      {
        name: 'What is asked',
        cell: (approval) => [
          element('a', { href: `/control-tower/runs/${approval.run}`, 'data-row': true }, approval.ask),
          detailOf(approval),
          approval.state !== 'pending' && outcomeOf(approval),
        ],
      },
      { name: 'About', cell: ({ subject, runKey }) => subject ?? runKey },
      { name: 'Team', cell: (approval) => approval.team },
      { name: 'Asked', look: 'muted', cell: ({ askedAt }) => moment(askedAt) },
      { name: 'Due', look: 'muted', cell: ({ dueAt }) => moment(dueAt) },
      {
        name: unseen('Decide'),
        cell: (approval) =>
          approval.state === 'pending' &&
          element(
            'button',
            { type: 'button', on: { click: () => decideApproval(page, approval, approvals.now) } },
            'Decide…',
          ),
      },
    ],
    key: ({ id }) => id,
    nothing: () => 'Nothing is asked.',
    heard: ({ items }) => {
      for (const approval of items) teams.add(approval.team)
      team.offer(teams)
    },
    tell: page.tell,
  })
  page.main.append(
    element('h1', {}, 'Approvals'),
    element('p', { class: 'muted lead' }, 'What runs ask before they go on. Each waits until its due time.'),
    approvals.section,
  )
}
