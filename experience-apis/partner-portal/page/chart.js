import { drawing, element } from '/partner-portal/kit/element.js'
import { headOf, rowOf } from '/partner-portal/kit/table.js'

const WIDTH = 960
const HEIGHT = 190
/** Left of the bars stand their heights, below them the days. */
const LEFT = 52
const BOTTOM = 164
const TOP = 14

const grouped = new Intl.NumberFormat('en')
const dayOf = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const named = (day) => dayOf.format(new Date(`${day}T00:00:00Z`))

/** The next of 1, 2, 5, 10, 20, 50…: a height that a reader takes in at a glance. */
function rounded(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most)
}

/**
 * A figure with a bar for each day (`{ day, value }`, days of UTC), and the same as a table. `limit` is what the plan allows
 * a day: drawn where it is not far above the bars, said in any case by `says`.
 */
export function barsByDay({ title, unit, days, limit, says }) {
  const most = Math.max(...days.map(({ value }) => value))
  const near = limit !== undefined && limit <= 4 * most
  const top = rounded(near ? Math.max(most, limit) : most)
  const step = (WIDTH - LEFT) / days.length
  const heightOf = (value) => ((BOTTOM - TOP) * value) / top
  const line = (value, text, look) => {
    const y = BOTTOM - heightOf(value)
    return drawing(
      'g',
      { class: look },
      drawing('line', { x1: LEFT, x2: WIDTH, y1: y, y2: y }),
      drawing('text', { x: LEFT - 8, y: y + 4, 'text-anchor': 'end' }, text),
    )
  }
  const bars = days.map(({ day, value }, at) =>
    drawing(
      'rect',
      {
        class: limit !== undefined && value >= limit ? 'full' : 'bar-of-day',
        x: LEFT + at * step + step * 0.15,
        width: step * 0.7,
        y: BOTTOM - heightOf(value),
        height: heightOf(value),
        rx: 1.5,
      },
      drawing('title', {}, `${named(day)}: ${grouped.format(value)} ${unit}`),
    ),
  )
  // As many days are named as fit side by side.
  const every = Math.ceil(days.length / 10)
  const names = days.map(({ day }, at) =>
    (days.length - 1 - at) % every === 0
      ? drawing('text', { x: LEFT + (at + 0.5) * step, y: BOTTOM + 18, 'text-anchor': 'middle' }, named(day))
      : undefined,
  )
  const columns = [
    { name: 'Day', cell: ({ day }) => day },
    { name: title.split(' ')[0], amount: true, cell: ({ value }) => grouped.format(value) },
  ]
  const sum = days.reduce((all, { value }) => all + value, 0)
  const label = `${title}: ${grouped.format(sum)} in ${days.length} days, ${grouped.format(most)} on a day at most.`
  return element(
    'figure',
    { class: 'panel chart' },
    element('figcaption', {}, element('h2', {}, title), element('p', { class: 'muted' }, says)),
    drawing(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
      line(0, '0', 'axis'),
      line(top, grouped.format(top), 'axis'),
      bars,
      near && line(limit, grouped.format(limit), 'limit'),
      names,
    ),
    element(
      'details',
      {},
      element('summary', {}, 'As a table'),
      element(
        'table',
        {},
        headOf(columns),
        element(
          'tbody',
          {},
          days.toReversed().map((day) => rowOf(columns, day)),
        ),
      ),
    ),
  )
}
