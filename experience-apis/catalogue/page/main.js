import { createApi } from '/catalogue/kit/api.js'
import { keyboard } from '/catalogue/kit/keyboard.js'
import { noticeOf } from '/catalogue/kit/notice.js'
import { places } from '/catalogue/kit/places.js'
import { showSession } from '/catalogue/kit/session.js'
import { showApis } from './apis.js'
import { showChanges } from './changes.js'
import { showContracts } from './contracts.js'
import { showDependencies } from './dependencies.js'
import { keyOf } from './entry.js'
import { showExported } from './exported.js'
import { showFields } from './fields.js'
import { readFiles } from './files.js'
import { showReference } from './reference.js'
import { showReleases } from './releases.js'
import { showDelivery, showSubscriptions } from './subscriptions.js'

/** An export for any web server has files in the place of the API, and nobody signs in. */
const { exported } = document.documentElement.dataset
const api = exported === undefined ? createApi('/experience/catalogue/v1') : readFiles('/catalogue/data')
const main = document.querySelector('#main')

/** Contracts change with a release, and a release starts the host anew: they are read once. */
let entries
const readEntries = () => {
  entries ??= api.get('/apis').then(({ items }) => items)
  entries.catch(() => {
    entries = undefined
  })
  return entries
}

const page = { api, main, go: (path, options) => go(path, options) }

function place(name, title, show) {
  return async (parameters) => {
    document.title = `${title(parameters)} · Gantry`
    for (const link of document.querySelectorAll('.bar nav a'))
      if (link.dataset.place === name) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    try {
      const read = await readEntries()
      if (parameters.signal.aborted) return
      main.replaceChildren()
      await show(page, read, parameters)
    } catch (problem) {
      if (!parameters.signal.aborted) main.replaceChildren(noticeOf(problem))
    }
  }
}

/** An export has no host that knows who is asking: it says what there is instead. */
function hosted(show) {
  return (page, ...given) => (exported === undefined ? show(page, ...given) : showExported(page))
}

const go = places('/catalogue', {
  '/': place('apis', () => 'Catalogue', showApis),
  '/dependencies': place('dependencies', () => 'Dependencies', showDependencies),
  '/releases': place('releases', () => 'Published', showReleases),
  '/contracts': place('contracts', () => 'Consumer contracts', hosted(showContracts)),
  '/subscriptions': place('subscriptions', () => 'Subscriptions', hosted(showSubscriptions)),
  '/subscriptions/deliveries/:id': place('subscriptions', () => 'Delivery', hosted(showDelivery)),
  '/fields': place('fields', () => 'Fields', showFields),
  '/apis/:tier/:name/changes': place('apis', ({ tier, name }) => keyOf({ tier, name }), showChanges),
  '/apis/:tier/:name': place('apis', ({ tier, name }) => keyOf({ tier, name }), showReference),
})

if (exported === undefined) void showSession(document.querySelector('.bar'))
keyboard({ back: () => location.pathname !== '/catalogue/' && go('/') })
