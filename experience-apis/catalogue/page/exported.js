import { element } from '/catalogue/kit/element.js'

/** What an export shows in the place of what only a host knows: the Atom feed, and how to subscribe at a host. */
export function showExported({ main }) {
  const feed = document.querySelector('link[type="application/atom+xml"]')?.getAttribute('href')
  main.append(
    element('h1', {}, 'Told of what changes'),
    element(
      'section',
      { class: 'panel nothing', 'aria-label': 'How to subscribe' },
      element(
        'p',
        {},
        'These pages are files. ',
        element('a', { href: feed, download: 'releases.atom' }, 'releases.atom'),
        ' is a feed of all that was published, for any reader of Atom.',
      ),
      element(
        'p',
        {},
        'Signed webhooks, and who may call which API, are at a Gantry that runs: its catalogue has these pages, and its registry this call.',
      ),
      element('pre', { class: 'mono' }, 'PUT /process/registry/v1/subscriptions/{id}'),
    ),
  )
}
