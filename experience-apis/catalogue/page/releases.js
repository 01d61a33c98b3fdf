import { element } from '/catalogue/kit/element.js'
import { pathOf } from './entry.js'

/** What was published, of all APIs, the newest first; an export can be subscribed to. */
export async function showReleases({ api, main }, _, { signal }) {
  const { items } = await api.get('/releases', {}, signal)
  if (signal.aborted) return
  const feed = document.querySelector('link[type="application/atom+xml"]')
  main.append(
    element('h1', {}, 'What was published'),
    feed && element('p', {}, element('a', { href: feed.getAttribute('href'), download: 'releases.atom' }, 'Subscribe')),
    items.length === 0
      ? element('p', { class: 'panel nothing' }, 'Nothing was published yet.')
      : element('section', { class: 'panel releases', 'aria-label': 'Published' }, tableOf(items)),
  )
}

function tableOf(items) {
  const row = ({ tier, name, title, version, publishedOn, level, changelog, score }) =>
    element(
      'tr',
      {},
      element('td', { class: 'nowrap' }, publishedOn),
      element('td', {}, element('a', { href: `${pathOf({ tier, name })}/changes`, 'data-row': true }, title)),
      element('td', { class: 'nowrap' }, version),
      element('td', {}, element('span', { class: 'chip bare', 'data-level': level }, level)),
      element('td', { class: 'amount' }, String(score)),
      element('td', {}, changelog),
    )
  const heads = ['Published', 'API', 'Version', 'Change', 'Lint', 'What it brought']
  return element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        heads.map((head) => element('th', { scope: 'col', class: head === 'Lint' ? 'amount' : '' }, head)),
      ),
    ),
    element('tbody', {}, items.map(row)),
  )
}
