import { element } from '/catalogue/kit/element.js'
import { noticeOf } from '/catalogue/kit/notice.js'
import { consumersOf } from './consumers.js'
import { criticalityChip, keyOf, lifecycleChip, pathOf } from './entry.js'

/** One API: who answers for it, who calls whom, and its reference as published. */
export async function showReference({ api, main }, entries, { tier, name, signal }) {
  const entry = entries.find((each) => each.tier === tier && each.name === name)
  if (!entry)
    return main.replaceChildren(noticeOf({ message: `There is no API ${name} in the ${tier} tier.`, status: 404 }))
  document.title = `${entry.title} · Gantry`
  const download = element('a', { class: 'download', 'aria-disabled': 'true' }, 'Download openapi.json')
  const reference = element(
    'section',
    { class: 'reference panel', 'aria-label': 'Reference' },
    element('p', { class: 'nothing' }, 'Reading the reference…'),
  )
  const consumers = element('section', { class: 'panel consumers', 'aria-label': 'Consumers', hidden: true })
  main.append(headOf(entry, entries, download), consumers, reference)
  const showConsumers = ({ items }) => {
    consumers.append(...consumersOf(items))
    consumers.hidden = items.length === 0
  }
  const [document_] = await Promise.all([
    api.get(`/apis/${tier}/${name}/document`, {}, signal),
    api.get(`/apis/${tier}/${name}/consumers`, {}, signal).then(showConsumers),
    loadScalar(),
  ])
  if (signal.aborted) return
  const file = URL.createObjectURL(new Blob([`${JSON.stringify(document_, null, 2)}\n`], { type: 'application/json' }))
  download.href = file
  download.download = `${name}-${entry.version}.openapi.json`
  download.removeAttribute('aria-disabled')
  signal.addEventListener('abort', () => URL.revokeObjectURL(file))
  reference.replaceChildren(element('div', {}))
  render(reference.firstElementChild, withEvents(document_), signal)
}

/** The events of an API as webhooks of OpenAPI 3.1, so that the reference shows what each of them holds. */
function withEvents(document_) {
  const { events = [] } = document_['x-gantry'] ?? {}
  if (events.length === 0) return document_
  const webhooks = events.map(({ name, description, data }) => [
    name,
    {
      post: {
        tags: ['Events'],
        summary: name,
        description: description ?? 'An event, told to whoever waits for it or subscribed to it.',
        requestBody: { content: { 'application/json': { schema: data } } },
        responses: { 200: { description: 'Heard.' } },
      },
    },
  ])
  return { ...document_, webhooks: { ...document_.webhooks, ...Object.fromEntries(webhooks) } }
}

function headOf(entry, entries, download) {
  const key = keyOf(entry)
  const callers = entries.filter(({ uses }) => uses.includes(key)).map(keyOf)
  const links = (keys) =>
    keys.length === 0
      ? element('span', { class: 'muted' }, 'none')
      : keys.toSorted().map((each) => {
          const [tier, ...rest] = each.split('.')
          return element(
            'a',
            { class: 'chip', 'data-tier': tier, href: pathOf({ tier, name: rest.join('.') }) },
            rest.join('.'),
          )
        })
  const fact = (name, ...value) => element('div', {}, element('dt', {}, name), element('dd', {}, ...value))
  return element(
    'header',
    { class: 'api-head' },
    element(
      'div',
      { class: 'title' },
      element('h1', {}, entry.title),
      lifecycleChip(entry.lifecycle),
      criticalityChip(entry.criticality),
      download,
    ),
    element('p', { class: 'muted' }, entry.description),
    element(
      'dl',
      {},
      fact('Tier', entry.tier),
      fact('Version', entry.version),
      fact('Owner', entry.owner, entry.contact && element('span', { class: 'muted' }, ` ${entry.contact}`)),
      entry.audience && fact('Audience', entry.audience),
      entry.objectives &&
        fact('Promised', `${entry.objectives.availabilityPercent} % available, p95 ${entry.objectives.p95Ms} ms`),
      entry.classes?.length > 0 && fact('Classes of data', entry.classes.join(', ')),
      entry.score !== undefined && fact('Lint', `${entry.score} of 100`),
      entry.deprecation && fact('Ends', `${entry.deprecation.sunset}, follow ${entry.deprecation.successor}`),
      fact('Path', element('code', {}, entry.path)),
      fact('Operations', String(entry.operations.length)),
      fact('Calls', element('span', { class: 'chips' }, links(entry.uses))),
      fact('Called by', element('span', { class: 'chips' }, links(callers))),
      entry.events.length > 0 &&
        fact(
          'Events',
          element(
            'span',
            { class: 'chips' },
            entry.events.map((event) => element('code', {}, event)),
          ),
        ),
      fact('', element('a', { href: `${pathOf(entry)}/changes` }, 'Versions and changes')),
      fact(
        '',
        element('a', { href: `/catalogue/dependencies?api=${encodeURIComponent(key)}` }, 'See it among the others'),
      ),
    ),
  )
}

// The zod within Scalar would try whether it may evaluate code, which the page's policy forbids and reports.
globalThis.__zod_globalConfig = { jitless: true }

let loading
function loadScalar() {
  loading ??= new Promise((resolve, reject) => {
    const failed = () => {
      loading = undefined
      reject(Object.assign(new Error('The reference cannot be shown.'), { detail: 'scalar.js could not be loaded.' }))
    }
    document.head.append(element('script', { src: '/catalogue/scalar.js', on: { load: resolve, error: failed } }))
  })
  return loading
}

/** Scalar with everything off that would leave this origin: fonts, telemetry, proxy, agent, registry. */
function render(target, document_, signal) {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const configuration = () => ({
    content: document_,
    layout: 'modern',
    theme: 'none',
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    hideClientButton: true,
    hideTestRequestButton: true,
    hideDarkModeToggle: true,
    showDeveloperTools: 'never',
    documentDownloadType: 'none',
    forceDarkModeState: dark.matches ? 'dark' : 'light',
    customCss: LOOK,
  })
  const reference = globalThis.Scalar.createApiReference(target, configuration())
  dark.addEventListener('change', () => reference.updateConfiguration(configuration()), { signal })
  signal.addEventListener('abort', () => reference.destroy())
}

/** Our colours and fonts in Scalar's own terms. */
const LOOK = `
  .light-mode, .dark-mode {
    --scalar-font: var(--sans);
    --scalar-font-code: var(--mono);
    --scalar-background-1: var(--surface);
    --scalar-background-2: var(--raised);
    --scalar-background-3: var(--line);
    --scalar-background-accent: var(--accent-ground);
    --scalar-border-color: var(--line);
    --scalar-color-1: var(--text);
    --scalar-color-2: var(--muted);
    --scalar-color-3: var(--muted);
    --scalar-color-accent: var(--accent);
    --scalar-color-green: var(--good);
    --scalar-color-red: var(--bad);
    --scalar-color-orange: var(--warn);
    --scalar-color-yellow: var(--warn);
    --scalar-color-blue: var(--accent);
    --scalar-color-purple: var(--violet);
    --scalar-sidebar-background-1: var(--surface);
    --scalar-sidebar-color-1: var(--text);
    --scalar-sidebar-color-2: var(--muted);
    --scalar-sidebar-border-color: var(--line);
    --scalar-sidebar-item-hover-background: var(--raised);
    --scalar-sidebar-item-active-background: var(--accent-ground);
    --scalar-sidebar-color-active: var(--accent);
    --scalar-custom-header-height: 52px;
  }
`
