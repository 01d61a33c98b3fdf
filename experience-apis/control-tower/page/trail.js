import { copyButton } from '/control-tower/kit/copy.js'
import { element, refill } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { exactly, moment } from '/control-tower/kit/moment.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { agreementOf } from './agreement.js'
import { moneyOf } from './amounts.js'
import { stageChip } from './stages.js'
import { stuckOf } from './stuck.js'
import { swimlanes } from './swimlanes.js'

/** One order across all systems; any identifier of any of its documents leads here. */
export function showTrail(page, { identifier, signal }) {
  const head = element('header', { class: 'trail-head' })
  const trouble = element('div', {})
  const stuck = element('section', { 'aria-label': 'Exceptions' })
  const agreement = element('section', { class: 'panel', 'aria-label': 'Agreement of amounts' })
  const lanes = element('section', { class: 'panel', 'aria-label': 'Trail across all systems' })
  const runs = element('section', { class: 'panel', 'aria-label': 'Runs' })
  page.main.append(head, trouble, stuck, lanes, element('div', { class: 'below' }, agreement, runs))
  refill(head, 'reading', () => [element('h1', {}, identifier), element('p', { class: 'muted' }, 'Reading the trail…')])

  const now = live(
    async () => {
      const [trail, overview] = await Promise.all([
        page.api.get(`/trails/${encodeURIComponent(identifier)}`, {}, signal),
        page.api.get('/overview', {}, signal),
      ])
      return () => {
        page.count(overview)
        draw(trail)
      }
    },
    {
      signal,
      tell: (state, failure) => {
        page.tell(state, failure)
        if (!failure || trouble.childElementCount > 0) return
        trouble.append(noticeOf(failure))
        if (head.querySelector('dl') === null) refill(head, 'failed', () => [element('h1', {}, identifier)])
      },
    },
  )

  function draw({ order, documents, runs: carried, exceptions }) {
    trouble.replaceChildren()
    if (order.reference !== identifier && location.pathname.endsWith(encodeURIComponent(identifier)))
      history.replaceState({}, '', `/control-tower/orders/${encodeURIComponent(order.reference)}`)
    document.title = `${order.reference} · Gantry`
    refill(head, order, () => headOf(order))
    const open = exceptions.filter(({ state }) => state === 'open')
    refill(stuck, open, () => open.map((exception) => stuckOf(page, exception, now)))
    refill(lanes, documents, () => swimlanes(documents))
    refill(agreement, documents, () => agreementOf(documents))
    refill(runs, [carried, exceptions], () => runsOf(carried, exceptions))
  }
}

const fact = (name, ...value) => element('div', {}, element('dt', {}, name), element('dd', {}, ...value))

const headOf = (order) =>
  [
    element('div', { class: 'title' }, element('h1', {}, order.reference), stageChip(order.stage)),
    order.message && element('p', { class: 'message' }, order.message),
    element(
      'dl',
      { class: 'facts' },
      fact('Customer', order.customerName ?? order.customer ?? '–'),
      fact('Legal entity', order.legalEntity ?? '–'),
      fact('Gross', element('strong', {}, moneyOf(order.gross))),
      fact('Open', element('strong', {}, moneyOf(order.open))),
      fact('Submitted', exactly(order.submittedAt)),
      fact('Updated', moment(order.updatedAt)),
      order.correlation &&
        fact('Correlation id', element('code', {}, order.correlation), copyButton(order.correlation, 'correlation id')),
    ),
  ].filter(Boolean)

function runsOf(runs, exceptions) {
  const resolved = exceptions.filter(({ state }) => state === 'resolved')
  return [
    element('h2', {}, 'Runs'),
    runs.length === 0 && element('p', { class: 'nothing' }, 'No runs.'),
    element(
      'table',
      {},
      element(
        'thead',
        { class: 'visually-hidden' },
        element(
          'tr',
          {},
          ['Flow', 'Key', 'State', 'Begun'].map((name) => element('th', { scope: 'col' }, name)),
        ),
      ),
      element(
        'tbody',
        {},
        runs.map((run) =>
          element(
            'tr',
            {},
            element('td', { class: 'nowrap' }, run.flow, element('span', { class: 'muted' }, ` v${run.version}`)),
            element(
              'td',
              { class: 'mono key', title: `${run.key}\nRun ${run.id}` },
              element('a', { href: `/control-tower/runs/${run.id}` }, run.key),
            ),
            element(
              'td',
              {},
              element('span', { class: 'chip', 'data-run': run.state, title: run.error?.message }, run.state),
            ),
            element('td', { class: 'amount muted' }, moment(run.createdAt)),
          ),
        ),
      ),
    ),
    resolved.length > 0 && element('h2', {}, 'Resolved exceptions'),
    element(
      'ul',
      { class: 'resolved' },
      resolved.map((exception) =>
        element(
          'li',
          {},
          exception.sentence,
          element(
            'p',
            { class: 'muted' },
            `${exception.resolution} by ${exception.resolvedBy}: ${exception.reason} · `,
            exception.resolvedAt && moment(exception.resolvedAt),
          ),
        ),
      ),
    ),
  ].filter(Boolean)
}
