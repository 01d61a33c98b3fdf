import { copyButton } from '/control-tower/kit/copy.js'
import { element, refill } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { duration, exactly, moment } from '/control-tower/kit/moment.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { decideApproval, detailOf, outcomeOf } from './approval.js'
import { interveneIn, interventionOf } from './intervention.js'
import { stuckOf } from './stuck.js'

/** One run: its steps in the order in which they ended, what it waits for, and what stopped it. */
export function showRun(page, { id, signal }) {
  const head = element('header', { class: 'trail-head' })
  const trouble = element('div', {})
  const stuck = element('section', { 'aria-label': 'Exceptions' })
  const asked = element('section', { class: 'panel', 'aria-label': 'Approvals' })
  const people = element('section', { class: 'panel', 'aria-label': 'What people did' })
  const waits = element('section', { class: 'panel', 'aria-label': 'Waits' })
  const steps = element('section', { class: 'panel', 'aria-label': 'Steps' })
  const input = element('section', { class: 'panel', 'aria-label': 'Input' })
  page.main.append(head, trouble, stuck, asked, waits, steps, people, input)
  refill(head, 'reading', () => [element('h1', {}, 'Run'), element('p', { class: 'muted' }, 'Reading the run…')])

  const now = live(
    async () => {
      const run = await page.api.get(`/runs/${encodeURIComponent(id)}`, {}, signal)
      return () => {
        trouble.replaceChildren()
        document.title = `${run.flow} ${run.key} · Gantry`
        refill(head, run, () => headOf(page, run, now))
        const open = run.exceptions.filter(({ state }) => state === 'open')
        refill(stuck, open, () => open.map((exception) => stuckOf(page, exception, now)))
        asked.hidden = run.approvals.length === 0
        refill(asked, run.approvals, () => approvalsOf(page, run.approvals, now))
        people.hidden = run.interventions.length === 0
        refill(people, run.interventions, () => [
          element('h2', {}, 'What people did'),
          element('ul', { class: 'resolved' }, run.interventions.map(interventionOf)),
        ])
        const line = [run.waits, run.blockedBy, run.behind, run.ahead]
        waits.hidden = run.waits.length === 0 && !run.blockedBy && run.behind.length === 0
        refill(waits, line, () => waitsOf(run))
        refill(steps, [run.steps, run.exceptions], () => stepsOf(run))
        refill(input, run.input, () => [
          element('h2', {}, 'Input'),
          element('pre', { class: 'mono payload' }, JSON.stringify(run.input, null, 2)),
        ])
      }
    },
    {
      signal,
      tell: (at, failure) => {
        page.tell(at, failure)
        if (!failure || trouble.childElementCount > 0) return
        trouble.append(noticeOf(failure))
        refill(head, 'failed', () => [element('h1', {}, 'Run')])
      },
    },
  )
}

const fact = (name, ...value) => element('div', {}, element('dt', {}, name), element('dd', {}, ...value))
const runLink = ({ id, key, state }) => [
  element('a', { href: `/control-tower/runs/${id}` }, key),
  element('span', { class: 'muted' }, ` ${state}`),
]

const headOf = (page, run, now) =>
  [
    element(
      'div',
      { class: 'title' },
      element('h1', {}, `${run.flow} ${run.key}`),
      element('span', { class: 'chip', 'data-run': run.state }, run.state),
      interveneIn(page, run, now),
    ),
    run.error && element('p', { class: 'message' }, run.error.message),
    element(
      'dl',
      { class: 'facts' },
      run.subject &&
        fact('About', element('a', { href: `/control-tower/orders/${encodeURIComponent(run.subject)}` }, run.subject)),
      fact('Begun', exactly(run.createdAt), element('span', { class: 'muted' }, ` by ${run.principal}`)),
      fact('Changed', moment(run.updatedAt)),
      run.dueAt && fact('Looked at next', moment(run.dueAt)),
      run.revision > 0 && fact('Edits and restarts', String(run.revision)),
      fact('Run', element('code', {}, run.id), copyButton(run.id, 'run id')),
      fact('Correlation id', element('code', {}, run.correlation), copyButton(run.correlation, 'correlation id')),
    ),
  ].filter(Boolean)

const approvalsOf = (page, approvals, now) => [
  element('h2', {}, 'Approvals'),
  element(
    'ul',
    { class: 'resolved' },
    approvals.map((approval) =>
      element(
        'li',
        {},
        approval.ask,
        element('span', { class: 'muted' }, ` ${approval.team} · ${approval.step}`),
        approval.state === 'pending'
          ? element(
              'p',
              {},
              element(
                'button',
                { type: 'button', on: { click: () => decideApproval(page, approval, now) } },
                'Decide…',
              ),
            )
          : outcomeOf(approval),
        detailOf(approval),
      ),
    ),
  ),
]

function waitsOf({ waits, orderedBy, ahead, blockedBy, behind }) {
  return [
    element('h2', {}, 'What it waits for, and what waits for it'),
    element(
      'ul',
      { class: 'resolved' },
      waits.map(({ step, item, event, key, deadline }) =>
        element(
          'li',
          {},
          `${step}${item ? ` (${item})` : ''}: `,
          event ? `${event} ${key}` : 'time',
          deadline && [', until ', moment(deadline)],
        ),
      ),
      blockedBy &&
        element('li', {}, `In the order of ${orderedBy}, ${ahead} ahead; the first is `, ...runLink(blockedBy)),
      behind.map((next) => element('li', {}, 'Waits for this one: ', ...runLink(next))),
    ),
  ]
}

function stepsOf({ steps, exceptions }) {
  const ended = steps.toSorted((a, b) => a.finishedAt.localeCompare(b.finishedAt))
  const resolved = exceptions.filter(({ state }) => state === 'resolved')
  return [
    element('h2', {}, 'Steps'),
    ended.length === 0 && element('p', { class: 'nothing' }, 'Nothing was done yet.'),
    element('ol', { class: 'timeline' }, ended.map(stepOf)),
    resolved.length > 0 && element('h2', {}, 'Resolved exceptions'),
    element(
      'ul',
      { class: 'resolved' },
      resolved.map(({ sentence, resolution, resolvedBy, reason, resolvedAt }) =>
        element(
          'li',
          {},
          sentence,
          element(
            'p',
            { class: 'muted' },
            `${resolution} by ${resolvedBy}: ${reason} · `,
            resolvedAt && moment(resolvedAt),
          ),
        ),
      ),
    ),
  ].filter(Boolean)
}

function stepOf({ step, item, kind, state, attempts, startedAt, finishedAt, result, error, approval }) {
  const took = new Date(finishedAt) - new Date(startedAt)
  return element(
    'li',
    { 'data-state': state },
    element(
      'p',
      {},
      element('strong', {}, step),
      item && ` (${item})`,
      element('span', { class: 'muted' }, ` ${kind} · ${state}`),
      attempts > 1 && element('span', { class: 'muted' }, ` · ${attempts} tries`),
      took >= 0 && element('span', { class: 'muted' }, ` · ${duration(took)}`),
    ),
    element('p', { class: 'muted' }, exactly(finishedAt)),
    error && element('p', {}, error.message),
    approval && element('p', {}, `Approved by ${approval.by}: ${approval.reason}`),
    (result !== undefined || error) &&
      element(
        'details',
        {},
        element('summary', {}, error ? 'Error' : 'Result'),
        element('pre', { class: 'mono payload' }, JSON.stringify(error ?? result, null, 2)),
      ),
  )
}
