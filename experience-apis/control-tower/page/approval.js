import { element } from '/control-tower/kit/element.js'
import { moment } from '/control-tower/kit/moment.js'
import { decide } from './decision.js'

const WAYS = [
  { action: 'approved', name: 'Approve', says: 'Lets the run go on, under your name.' },
  { action: 'rejected', name: 'Reject', says: 'Tells the run no, with your reason; its flow says what happens then.' },
]

/** Opens the dialog in which an approver decides; `done` hears of the decided approval. */
export function decideApproval(page, approval, done) {
  decide(page, {
    title: approval.ask,
    about: `${approval.subject ?? approval.runKey} · ${approval.flow}, step ${approval.step} · ${approval.team}`,
    ways: WAYS,
    send: async ({ resolution, reason }) => {
      const body = { decision: resolution.action, reason }
      const decided = await page.api.post(`/approvals/${approval.id}/decision`, body)
      return { ...decided, resolvedBy: decided.decidedBy }
    },
    says: () => 'The run goes on.',
    done,
    link: { href: `/control-tower/runs/${approval.run}`, text: 'See the run' },
  })
}

/** What stands behind what is asked, folded away. */
export const detailOf = ({ detail }) =>
  detail !== undefined &&
  element(
    'details',
    {},
    element('summary', {}, 'Details'),
    element('pre', { class: 'mono payload' }, JSON.stringify(detail, null, 2)),
  )

/** What came of it, in one line. */
export const outcomeOf = ({ state, decidedBy, decidedAt, reason }) =>
  element(
    'p',
    { class: 'muted' },
    `${state}${decidedBy ? ` by ${decidedBy}: ${reason}` : ''}`,
    decidedAt && [' · ', moment(decidedAt)],
  )
