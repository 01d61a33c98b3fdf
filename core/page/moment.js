import { element } from './element.js'

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A moment in the reader's own time zone, to the second. */
export const exactly = (iso) => exact.format(new Date(iso))

/** A stretch of time in one or two units: `850 ms`, `12.4 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  const pair = (big, small) => (small.startsWith('0') ? big : `${big} ${small}`)
  if (hours < 24) return pair(`${hours} h`, `${minutes % 60} min`)
  return pair(`${Math.floor(hours / 24)} d`, `${hours % 24} h`)
}

/** How far away, coarse enough to read at a glance. */
export function relative(iso, now = Date.now()) {
  const ms = new Date(iso).getTime() - now
  if (Math.abs(ms) < 5000) return 'just now'
  const length = duration(Math.max(1000, Math.floor(Math.abs(ms) / 1000) * 1000)).replace('.0', '')
  return ms < 0 ? `${length} ago` : `in ${length}`
}

/** A relative time that shows the exact one on hover; `tick` keeps it true. */
export const moment = (iso) =>
  element('time', { datetime: iso, title: exactly(iso), 'data-relative': true, class: 'nowrap' }, relative(iso))

/** Brings every relative time on the page up to date; touches only those that changed. */
export function tick() {
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const text = relative(time.dateTime)
    if (time.textContent !== text) time.textContent = text
  }
}
