import { drawing, element } from '/catalogue/kit/element.js'
import { noticeOf } from '/catalogue/kit/notice.js'
import { lifecycleChip, pathOf } from './entry.js'

/** The versions of an API, and what changed between any two of them. */
export async function showChanges({ api, main }, entries, { tier, name, signal }) {
  const entry = entries.find((each) => each.tier === tier && each.name === name)
  if (!entry)
    return main.replaceChildren(noticeOf({ message: `There is no API ${name} in the ${tier} tier.`, status: 404 }))
  document.title = `Changes of ${entry.title} · Gantry`
  const { items: versions } = await api.get(`/apis/${tier}/${name}/versions`, {}, signal)
  if (signal.aborted) return
  const found = element('section', { class: 'panel changes', 'aria-label': 'Changes', 'aria-live': 'polite' })
  const given = new URLSearchParams(location.search)
  const select = (label, fallback) => {
    const choice = element(
      'select',
      { on: { change: () => compare(true) } },
      versions.map(({ version }) => element('option', { value: version }, version)),
    )
    const asked = given.get(label.toLowerCase())
    choice.value = versions.some(({ version }) => version === asked) ? asked : (fallback ?? versions[0]).version
    return { choice, field: element('label', { class: 'field' }, label, choice) }
  }
  const [from, to] = [select('From', versions[1]), select('To', versions[0])]
  main.append(
    element(
      'header',
      { class: 'api-head' },
      element(
        'div',
        { class: 'title' },
        element('h1', {}, `Versions of ${entry.title}`),
        element('a', { class: 'download', href: pathOf(entry) }, 'Reference'),
      ),
    ),
    element('section', { class: 'panel versions', 'aria-label': 'Versions' }, trendOf(versions), tableOf(versions)),
    element('div', { class: 'toolbar filters' }, from.field, to.field),
    found,
  )
  await compare(false)

  async function compare(asked) {
    const query = { from: from.choice.value, to: to.choice.value }
    if (asked) history.replaceState({}, '', `${pathOf(entry)}/changes?${new URLSearchParams(query)}`)
    if (query.from === query.to) return found.replaceChildren(sayOf(versions, query))
    try {
      const changes = await api.get(`/apis/${tier}/${name}/changes`, query, signal)
      if (!signal.aborted) found.replaceChildren(...bodyOf(changes))
    } catch (problem) {
      if (!signal.aborted) found.replaceChildren(noticeOf(problem))
    }
  }
}

const sayOf = (versions, { to }) =>
  element(
    'p',
    { class: 'nothing' },
    versions.length === 1 ? `${to} is the first version: there is nothing to compare it with.` : 'Choose two versions.',
  )

const NAMES = { breaking: 'Breaks consumers', warning: 'To be careful with', info: 'To know' }

function bodyOf({ from, to, items }) {
  const count = (level) => items.filter((item) => item.level === level).length
  const head = element(
    'h2',
    {},
    items.length === 0
      ? `Nothing changed for consumers from ${from} to ${to}.`
      : `From ${from} to ${to}: ${count('breaking')} breaking, ${count('warning')} to be careful with, ${count('info')} to know`,
  )
  return [
    head,
    ...Object.keys(NAMES).map((level) => {
      const told = items.filter((item) => item.level === level)
      if (told.length === 0) return ''
      return element(
        'section',
        { 'data-level': level, 'aria-label': NAMES[level] },
        element('h3', {}, NAMES[level]),
        element('ul', { class: 'findings' }, told.map(findingOf)),
      )
    }),
  ]
}

const findingOf = ({ id, location, text, remedy, level }) =>
  element(
    'li',
    {},
    element('p', {}, text),
    element('p', { class: 'muted' }, element('code', {}, location), ' · ', element('code', {}, id)),
    level !== 'info' && element('p', { class: 'muted' }, `Safely: ${remedy}`),
  )

function tableOf(versions) {
  const row = ({ version, lifecycle, publishedOn, changelog, level, score, sunset }) =>
    element(
      'tr',
      {},
      element('td', { class: 'nowrap' }, version),
      element('td', { class: 'nowrap' }, publishedOn ?? 'not published yet'),
      element('td', {}, lifecycleChip(lifecycle), sunset && element('span', { class: 'muted' }, ` until ${sunset}`)),
      element('td', {}, level ? element('span', { class: 'chip bare', 'data-level': level }, level) : ''),
      element('td', { class: 'amount' }, score === undefined ? '' : String(score)),
      element('td', {}, changelog ?? ''),
    )
  const heads = ['Version', 'Published', 'Lifecycle', 'Change', 'Lint', 'What it brought']
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
    element('tbody', {}, versions.map(row)),
  )
}

/** How the lint score went from version to version, the oldest on the left. */
function trendOf(versions) {
  const scores = versions
    .flatMap(({ version, score }) => (score === undefined ? [] : [{ version, score }]))
    .toReversed()
  if (scores.length === 0) return ''
  const [width, height, margin] = [260, 56, 8]
  const step = (width - 2 * margin) / Math.max(1, scores.length - 1)
  const points = scores.map(({ score }, index) => [
    margin + index * step,
    margin + ((100 - score) / 100) * (height - 2 * margin),
  ])
  const words = scores.map(({ version, score }) => `${version}: ${score}`).join(', ')
  return element(
    'figure',
    { class: 'trend' },
    drawing(
      'svg',
      {
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: 'img',
        'aria-label': `Lint score by version. ${words}`,
      },
      drawing('polyline', { points: points.map((point) => point.join()).join(' ') }),
      points.map(([x, y]) => drawing('circle', { cx: x, cy: y, r: 3 })),
    ),
    element('figcaption', { class: 'muted' }, `Lint score ${scores.at(-1).score} of 100`),
  )
}
