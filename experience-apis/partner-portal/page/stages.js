import { element } from '/partner-portal/kit/element.js'

const LINE = ['submitted', 'active', 'invoiced', 'partly-paid', 'paid']
const NAMES = {
  submitted: 'Submitted',
  active: 'Active',
  invoiced: 'Invoiced',
  'partly-paid': 'Partly paid',
  paid: 'Paid',
  'on-hold': 'On hold',
  refused: 'Refused',
  cancelled: 'Cancelled',
}

export const stageChip = (stage) => element('span', { class: 'chip', 'data-stage': stage }, NAMES[stage] ?? stage)

/** How far an order has come; nothing where it left the line. */
export function stageLine(stage) {
  const reached = LINE.indexOf(stage)
  if (reached < 0) return stageChip(stage)
  return element(
    'ol',
    { class: 'line', 'aria-label': 'Progress' },
    LINE.filter((name) => name !== 'partly-paid' || stage === name).map((name) =>
      element(
        'li',
        { 'data-reached': LINE.indexOf(name) <= reached, 'aria-current': name === stage && 'step' },
        NAMES[name],
      ),
    ),
  )
}
