import { element } from '/catalogue/kit/element.js'

/** The tiers from what people see down to the systems, and what each is for. */
export const TIERS = [
  { tier: 'experience', name: 'Experience APIs', says: 'Shaped for one kind of user; no business rules.' },
  { tier: 'process', name: 'Process APIs', says: 'The business: flows, rules and read models.' },
  { tier: 'system', name: 'System APIs', says: 'One stable contract for each capability, whatever the vendor.' },
]

/** An API's name across tiers, as `uses` has it: `process.order-trail`. */
export const keyOf = ({ tier, name }) => `${tier}.${name}`

export const pathOf = ({ tier, name }) => `/catalogue/apis/${encodeURIComponent(tier)}/${encodeURIComponent(name)}`

export const lifecycleChip = (lifecycle) => element('span', { class: 'chip', 'data-lifecycle': lifecycle }, lifecycle)

export const criticalityChip = (criticality) =>
  element('span', { class: 'chip bare', 'data-criticality': criticality }, criticality)
