import { element } from '/control-tower/kit/element.js'

/** The line from quote to cash, in its order; `says` is what a stage means. */
export const LINE = [
  { stage: 'submitted', name: 'Submitted', says: 'Taken in; not yet in billing and ERP.' },
  { stage: 'active', name: 'Active', says: 'In billing and in the ERP; not yet in the ledger.' },
  { stage: 'invoiced', name: 'Invoiced', says: 'The invoice is in the ledger.' },
  { stage: 'partly-paid', name: 'Partly paid', says: 'Some of it is paid.' },
  { stage: 'paid', name: 'Paid', says: 'Nothing is open.' },
]

/** Where an order leaves the line. */
export const ASIDE = [
  { stage: 'on-hold', name: 'On hold', says: 'Stopped until somebody resolves an exception.' },
  { stage: 'refused', name: 'Refused', says: 'Not taken; whatever was begun is undone.' },
  { stage: 'cancelled', name: 'Cancelled', says: 'Called off.' },
]

const STAGES = new Map([...LINE, ...ASIDE].map((entry) => [entry.stage, entry]))

export const stageName = (stage) => STAGES.get(stage)?.name ?? stage

export const stageChip = (stage) =>
  element('span', { class: 'chip', 'data-stage': stage, title: STAGES.get(stage)?.says }, stageName(stage))
