import { copyButton } from '/control-tower/kit/copy.js'
import { element } from '/control-tower/kit/element.js'
import { duration, exactly } from '/control-tower/kit/moment.js'
import { verdictOf } from './agreement.js'
import { grouped } from './amounts.js'

/** One lane per system, in the order money goes; a system not named here gets a lane of its own at the end. */
const LANES = [
  { name: 'CRM and CPQ', systems: ['cpq', 'crm'] },
  { name: 'Billing', systems: ['billing'] },
  { name: 'Tax', systems: ['tax'] },
  { name: 'ERP', systems: ['erp'] },
  { name: 'Payments', systems: ['payments'] },
]

/** What happened, told by the document that only it makes. */
const MOMENTS = { quote: 'Submitted', 'sales order': 'Activated', 'tax document': 'Posted', payment: 'Paid' }

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** Every document of an order: a row for each moment, a column for each system. */
export function swimlanes(documents) {
  if (documents.length === 0)
    return [element('h2', {}, 'Trail'), element('p', { class: 'nothing' }, 'No documents yet.')]
  const known = new Set(LANES.flatMap(({ systems }) => systems))
  const others = [...new Set(documents.map(({ system }) => system))].filter((system) => !known.has(system))
  const lanes = [...LANES, ...others.map((system) => ({ name: system, systems: [system] }))]
  // Documents of one event carry one time: together they are a moment.
  const moments = [...Map.groupBy(documents, ({ at }) => at)].toSorted(([a], [b]) => new Date(a) - new Date(b))
  const begun = new Date(moments[0][0])
  const took = new Date(moments.at(-1)[0]) - begun
  return [
    element(
      'div',
      { class: 'panel-head' },
      element('h2', {}, 'Trail across all systems'),
      verdictOf(documents),
      element(
        'p',
        { class: 'muted' },
        `${documents.length} documents in ${new Set(documents.map(({ system }) => system)).size} systems`,
        moments.length > 1 && `, ${duration(took)} from first to last`,
      ),
    ),
    element(
      'div',
      { class: 'scroll' },
      element(
        'table',
        { class: 'lanes' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, 'Time'),
            lanes.map(({ name, systems }) => element('th', { scope: 'col', 'data-lane': systems[0] }, name)),
          ),
        ),
        element(
          'tbody',
          {},
          moments.map(([at, made], index) => momentRow(at, made, moments[index - 1]?.[0], lanes)),
        ),
      ),
    ),
  ]
}

function momentRow(at, made, before, lanes) {
  const title = made.map(({ kind }) => MOMENTS[kind]).find(Boolean)
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row', class: 'when' },
      before &&
        element(
          'span',
          { class: 'since', title: 'Since the step before' },
          `+${duration(new Date(at) - new Date(before))}`,
        ),
      element('span', { class: 'node' }, title ?? 'Recorded'),
      element('time', { datetime: at, title: exactly(at) }, clock.format(new Date(at))),
      (!before || day.format(new Date(before)) !== day.format(new Date(at))) &&
        element('span', { class: 'day' }, day.format(new Date(at))),
    ),
    lanes.map(({ systems }) =>
      element(
        'td',
        { 'data-lane': systems[0] },
        made.filter(({ system }) => systems.includes(system)).map(documentCard),
      ),
    ),
  )
}

function documentCard(paper) {
  const money = [paper.net, paper.tax, paper.gross].find(Boolean)
  return element(
    'article',
    { class: 'document', 'data-lane': paper.system, 'aria-label': `${paper.kind} ${paper.number ?? paper.id}` },
    element(
      'p',
      { class: 'kind' },
      `${paper.kind.charAt(0).toUpperCase()}${paper.kind.slice(1)}`,
      paper.note && element('span', { class: 'note' }, paper.note),
      money && element('span', { class: 'currency' }, money.currency),
    ),
    paper.number && element('p', { class: 'number' }, paper.number),
    element(
      'p',
      { class: 'id' },
      element('code', { title: paper.id }, paper.id),
      copyButton(paper.id, `id of ${paper.kind}`),
    ),
    money &&
      element(
        'dl',
        {},
        [
          ['Net', paper.net],
          ['Tax', paper.tax],
          ['Gross', paper.gross],
        ]
          .filter(([, value]) => value)
          .map(([name, value]) =>
            element(
              'div',
              { class: name.toLowerCase() },
              element('dt', {}, paper.kind === 'payment' || paper.kind === 'cash application' ? 'Amount' : name),
              element('dd', {}, grouped(value.amount)),
            ),
          ),
      ),
  )
}
