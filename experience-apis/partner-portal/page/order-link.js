import { element } from '/partner-portal/kit/element.js'

export const orderLink = (reference) =>
  element('a', { href: `/partner-portal/orders/${encodeURIComponent(reference)}` }, reference)
