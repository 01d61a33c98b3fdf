import { element, refill } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { byCurrency, moneyOf } from './amounts.js'
import { ordersList } from './orders.js'
import { ASIDE, LINE } from './stages.js'

/** The line from quote to cash with counts and amounts, and the orders below it. */
export function showOverview(page, { signal }) {
  const query = new URLSearchParams(location.search)
  const filter = { stage: query.get('stage') ?? '', search: query.get('search') ?? '' }
  let overview
  const trouble = element('div', {})
  const stages = element('div', { class: 'stages' })
  const teams = element('p', { class: 'teams' })
  const orders = ordersList(page, { signal, filter, changed })
  page.main.append(
    element('h1', { class: 'visually-hidden' }, 'Orders from quote to cash'),
    trouble,
    element('section', { 'aria-label': 'Stages' }, stages, teams),
    orders.section,
  )
  drawStages()

  function changed() {
    const shown = new URLSearchParams(Object.entries(filter).filter(([, value]) => value))
    history.replaceState({}, '', `/control-tower/${shown.size > 0 ? `?${shown}` : ''}`)
    drawStages()
    return now()
  }

  function drawStages() {
    refill(stages, [overview?.stages, filter.stage], () => {
      const totals = new Map((overview?.stages ?? []).map((total) => [total.stage, total]))
      const most = Math.max(1, ...[...totals.values()].map(({ orders }) => orders))
      const card = (entry) => stageCard(entry, totals.get(entry.stage), most)
      return [
        element('div', { class: 'line', role: 'group', 'aria-label': 'From quote to cash' }, LINE.map(card)),
        element('div', { class: 'aside', role: 'group', 'aria-label': 'Left the line' }, ASIDE.map(card)),
      ]
    })
  }

  function stageCard({ stage, name, says }, total, most) {
    const chosen = filter.stage === stage
    const gross = byCurrency((total?.amounts ?? []).map((amounts) => amounts.gross))
    const open =
      stage === 'invoiced' || stage === 'partly-paid'
        ? byCurrency((total?.amounts ?? []).map((amounts) => amounts.open))
        : []
    const [shown, more] = [gross.slice(0, 3), gross.slice(3)]
    return element(
      'button',
      {
        type: 'button',
        class: 'stage',
        'data-stage': stage,
        'aria-pressed': String(chosen),
        title: [says, ...open.map(({ currency, amount }) => `Open: ${currency} ${amount}`)].join('\n'),
        on: {
          click: () => {
            filter.stage = chosen ? '' : stage
            changed()
            stages.querySelector(`[data-stage="${stage}"]`).focus()
          },
        },
      },
      element('span', { class: 'name' }, name),
      element('span', { class: 'count' }, total ? total.orders.toLocaleString('en') : overview ? '0' : '·'),
      element(
        'span',
        { class: 'sums' },
        shown.map((money) => moneyOf(money)),
        more.length > 0 &&
          element('span', { class: 'muted' }, `and ${more.map(({ currency }) => currency).join(', ')}`),
      ),
      element(
        'span',
        { class: 'share', 'aria-hidden': 'true' },
        element('span', { style: `width: ${((total?.orders ?? 0) / most) * 100}%` }),
      ),
    )
  }

  function drawTeams() {
    refill(teams, overview.exceptions, () =>
      overview.exceptions.length === 0
        ? ['No open exceptions.']
        : [
            'Open exceptions: ',
            overview.exceptions.map(({ team, count }) =>
              element(
                'a',
                { class: 'chip bare', href: `/control-tower/exceptions?team=${encodeURIComponent(team)}` },
                `${team} `,
                element('strong', {}, String(count)),
              ),
            ),
          ].flat(),
    )
  }

  const now = live(
    async () => {
      const [read, showOrders] = await Promise.all([page.api.get('/overview', {}, signal), orders.read()])
      return () => {
        overview = read
        trouble.replaceChildren()
        page.count(overview)
        drawStages()
        drawTeams()
        showOrders()
      }
    },
    {
      signal,
      tell: (state, failure) => {
        page.tell(state, failure)
        if (failure && trouble.childElementCount === 0) trouble.append(noticeOf(failure))
      },
    },
  )
}
