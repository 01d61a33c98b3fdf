import { element } from '/catalogue/kit/element.js'
import { tableOf } from '/catalogue/kit/table.js'
import { pathOf } from './entry.js'

/** Which client may call which API: those to see to first, asked for or about to end. */
export async function showContracts({ api, main }, _, { signal }) {
  const { items } = await api.get('/contracts', {}, signal)
  if (signal.aborted) return
  const urgent = ({ asked, expiry }) => (asked ? 0 : expiry === 'expiring' ? 1 : expiry === 'expired' ? 2 : 3)
  const sorted = items.toSorted((a, b) => urgent(a) - urgent(b))
  const soon = items.filter(({ expiry }) => expiry === 'expiring').length
  const open = items.filter(({ asked }) => asked).length
  main.append(
    element('h1', {}, 'Consumer contracts'),
    element(
      'p',
      { class: 'muted', role: 'status' },
      `${items.length} contracts, ${open} asked for, ${soon} that end within 30 days.`,
    ),
    element(
      'div',
      { class: 'listing' },
      tableOf(
        'Contracts',
        [
          { name: 'Client', cell: ({ client }) => client },
          { name: 'API', cell: nameOf },
          { name: 'State', cell: stateOf },
          { name: 'Scopes', cell: ({ scopes = [] }) => scopes.join(', ') },
          { name: 'Plan', cell: ({ plan }) => plan ?? '' },
          { name: 'Until', cell: endOf },
          { name: 'For', cell: ({ purpose }) => purpose },
        ],
        sorted,
        'No program has asked for an API yet.',
      ),
    ),
  )
}

function nameOf({ api, major }) {
  const [tier, name] = api.split('.')
  return element('a', { href: pathOf({ tier, name }) }, `${api}@${major}`)
}

const chip = (text, level) => element('span', { class: 'chip bare', 'data-level': level }, text)

function stateOf({ state, asked, reason, requestedBy }) {
  const terms = asked && `${asked.scopes.join(', ')}${asked.plan ? `, ${asked.plan}` : ''}, ${asked.days} days`
  return element(
    'div',
    {},
    element('span', { title: reason }, state),
    asked && element('p', { class: 'muted' }, `${requestedBy} asks for ${terms}`),
  )
}

function endOf({ expiresAt, expiry }) {
  if (!expiresAt) return ''
  const day = expiresAt.slice(0, 10)
  return expiry === 'later'
    ? day
    : element('span', {}, `${day} `, chip(expiry, expiry === 'expired' ? 'breaking' : 'warning'))
}
