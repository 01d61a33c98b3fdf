import { drawing, element } from '/catalogue/kit/element.js'
import { keyOf, pathOf, TIERS } from './entry.js'

const WIDTH = 1360
const BOX = { height: 46, gap: 14 }
const ROW = 190
const TOP = 34

/** Which API calls which, by tier, from the top down. One pointed at, or focused, shows its own lines alone. */
export function showDependencies({ main }, entries) {
  const chosen = new URLSearchParams(location.search).get('api')
  const places = placed(entries)
  const calls = entries.flatMap((entry) =>
    entry.uses.filter((used) => places.has(used)).map((used) => ({ from: keyOf(entry), to: used })),
  )
  const lines = calls.map(({ from, to }) =>
    drawing('path', { d: curve(places.get(from), places.get(to)), 'data-from': from, 'data-to': to }),
  )
  const boxes = [...places.values()].map(boxOf)
  const said = element('p', { class: 'muted', role: 'status' })
  const picture = drawing(
    'svg',
    {
      viewBox: `0 0 ${WIDTH} ${TOP + 2 * ROW + BOX.height + 10}`,
      class: 'picture',
      role: 'group',
      'aria-label': 'Which API calls which',
    },
    TIERS.map(({ tier, name }, row) =>
      drawing('text', { x: 0, y: TOP + row * ROW - 12, class: 'tier-name', 'data-tier': tier }, name),
    ),
    drawing('g', { class: 'lines' }, lines),
    boxes,
  )
  main.append(
    element('h1', {}, 'Which API calls which'),
    said,
    element('div', { class: 'panel picture-frame' }, picture),
  )

  function boxOf({ entry, x, y, width }) {
    const key = keyOf(entry)
    return drawing(
      'a',
      {
        href: pathOf(entry),
        class: 'box',
        'data-tier': entry.tier,
        'data-key': key,
        'data-row': true,
        'aria-label': `${entry.title}: calls ${entry.uses.length}, called by ${entries.filter(({ uses }) => uses.includes(key)).length}`,
        on: {
          pointerenter: () => light(key),
          pointerleave: () => light(chosen),
          focus: () => light(key),
          blur: () => light(chosen),
          click: (event) => {
            // Links in SVG are not the anchors that the page's places know.
            event.preventDefault()
            event.stopPropagation()
            element('a', { href: pathOf(entry) }).click()
          },
        },
      },
      drawing('rect', { x, y, width, height: BOX.height, rx: 7 }),
      drawing('text', { x: x + width / 2, y: y + 19, 'text-anchor': 'middle' }, fitted(entry.title, width)),
      drawing('text', { x: x + width / 2, y: y + 35, 'text-anchor': 'middle', class: 'version' }, `v${entry.version}`),
    )
  }

  /** Brings out one API with those it calls and those that call it; all where there is none. */
  function light(key) {
    const near = new Set([key, ...calls.flatMap(({ from, to }) => (from === key ? [to] : to === key ? [from] : []))])
    picture.classList.toggle('lit', Boolean(key))
    for (const line of lines) line.classList.toggle('on', line.dataset.from === key || line.dataset.to === key)
    for (const box of boxes) box.classList.toggle('on', near.has(box.dataset.key))
    const entry = places.get(key)?.entry
    said.textContent = entry
      ? `${entry.title} calls ${namesOf(entry.uses)}; it is called by ${namesOf(entries.filter(({ uses }) => uses.includes(key)).map(keyOf))}.`
      : `${entries.length} APIs, ${calls.length} calls. Point at one to see its own; experience APIs never reach past process APIs.`
  }
  light(chosen)
}

const namesOf = (keys) => keys.map((key) => key.split('.').slice(1).join('.')).join(', ') || 'none'

/** Where each box stands: a row for each tier, in which each is near those that call it, so that lines cross less. */
function placed(entries) {
  const places = new Map()
  for (const [row, { tier }] of TIERS.entries()) {
    const wish = (entry) => {
      const above = entries.filter(({ uses }) => uses.includes(keyOf(entry))).map((caller) => places.get(keyOf(caller)))
      const known = above.filter(Boolean)
      return known.length === 0 ? WIDTH : known.reduce((sum, { x, width }) => sum + x + width / 2, 0) / known.length
    }
    const inTier = entries
      .filter((entry) => entry.tier === tier)
      .map((entry) => ({ entry, wish: wish(entry) }))
      .toSorted((a, b) => a.wish - b.wish || (a.entry.title < b.entry.title ? -1 : 1))
    const share = WIDTH / Math.max(1, inTier.length)
    const width = Math.min(190, share - BOX.gap)
    for (const [index, { entry }] of inTier.entries())
      places.set(keyOf(entry), { entry, x: index * share + (share - width) / 2, y: TOP + row * ROW, width })
  }
  return places
}

/** From the foot of the caller to the head of the called; a call within a tier bends below it. */
function curve(from, to) {
  const [x1, y1] = [from.x + from.width / 2, from.y + BOX.height]
  if (from.y === to.y) {
    const x2 = to.x + to.width / 2
    const bend = y1 + 18 + Math.abs(x2 - x1) / 14
    return `M${x1} ${y1} C${x1} ${bend} ${x2} ${bend} ${x2} ${y1}`
  }
  const [x2, y2] = [to.x + to.width / 2, to.y]
  const middle = (y1 + y2) / 2
  return `M${x1} ${y1} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`
}

/** A title cut to what a box of `width` holds at 13 px. */
const fitted = (title, width) =>
  title.length * 6.9 > width - 12 ? `${title.slice(0, Math.floor((width - 18) / 6.9))}…` : title
