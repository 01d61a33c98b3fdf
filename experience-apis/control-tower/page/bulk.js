import { element } from '/control-tower/kit/element.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { resolutionOf } from './ways.js'

const EVERY_MS = 300
const ENDED = ['completed', 'failed', 'compensated', 'cancelled', 'discarded', 'held']

/**
 * The bar that resolves many by one decision. `of` is what they are, `chosen()` gives those selected, `total()` how many
 * there are in all, `filter()` what chooses those, `done()` hears of the end. It goes on in Gantry, though the page closes.
 */
export function bulkBar(page, { of, ways, chosen, total, filter, done }) {
  const count = element('strong', {})
  const way = element(
    'select',
    { 'aria-label': 'What to do with them', on: { change: () => choose() } },
    ways.map(({ action, name }) => element('option', { value: action }, name)),
  )
  const json = element('textarea', { class: 'mono', rows: '3', spellcheck: 'false', hidden: true })
  const reason = element('input', {
    required: true,
    minlength: '3',
    maxlength: '1000',
    'aria-label': 'Reason for all of them',
    placeholder: 'Reason, e.g. tax mapping added',
  })
  const all = element('button', { type: 'button', hidden: true, on: { click: () => takeAll() } })
  const send = element('button', { class: 'primary' }, 'Retry')
  const progress = element('progress', { max: '1', value: 0, hidden: true, 'aria-label': 'Resolved' })
  const result = element('div', { class: 'result', 'aria-live': 'polite' })
  const form = element(
    'form',
    { class: 'toolbar', hidden: true, on: { submit } },
    count,
    all,
    way,
    json,
    reason,
    send,
    progress,
  )
  let busy = false
  let everything = false
  let confirmed = false

  const current = () => ways.find(({ action }) => action === way.value)
  const size = () => (everything ? total() : chosen().length)

  function choose() {
    const { asks } = current()
    confirmed = false
    json.hidden = !asks
    if (asks) {
      json.setAttribute('aria-label', asks.label)
      json.value = JSON.stringify(asks.from({}), null, 2)
    }
    draw()
  }

  function takeAll() {
    everything = !everything
    confirmed = false
    draw()
  }

  async function submit(event) {
    event.preventDefault()
    let resolution
    try {
      resolution = resolutionOf(current(), json.value)
    } catch (cause) {
      result.replaceChildren(noticeOf({ message: `This is not valid JSON: ${cause.message}.` }))
      return
    }
    if (current().confirm && !confirmed) {
      confirmed = true
      result.replaceChildren(
        element('div', { class: 'notice', role: 'alert' }, element('strong', {}, 'Are you sure? '), current().confirm),
      )
      draw()
      return
    }
    await carryOut({
      of,
      filter: everything ? filter() : { ids: chosen().map(({ id }) => id) },
      resolution,
      reason: reason.value.trim(),
    })
  }

  async function carryOut(body) {
    busy = true
    send.disabled = true
    progress.hidden = false
    result.replaceChildren()
    try {
      let bulk = await page.api.post('/bulks', body, newKey())
      for (;;) {
        progress.max = Math.max(1, bulk.total)
        progress.value = bulk.resolved + bulk.refused - bulk.replaying
        count.textContent = `${progress.value} of ${bulk.total}`
        if (ENDED.includes(bulk.state) && bulk.replaying === 0) break
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
        bulk = await page.api.get(`/bulks/${bulk.id}`)
      }
      result.replaceChildren(...resultOf(bulk))
      reason.value = ''
      everything = false
    } catch (problem) {
      result.replaceChildren(noticeOf(problem))
    }
    busy = false
    confirmed = false
    send.disabled = false
    progress.hidden = true
    done()
    draw()
  }

  function draw() {
    if (busy) return
    const selected = chosen().length
    if (selected === 0) everything = false
    form.hidden = selected === 0
    const more = total() > selected
    all.hidden = !more && !everything
    all.textContent = everything ? `Only the ${selected} selected` : `Take all ${total()} that match`
    count.textContent = everything ? `All ${total()}` : `${selected} selected`
    const { name, confirm } = current()
    send.textContent = `${confirmed ? 'Yes, ' : ''}${name} ${size()}`
    send.className = confirm ? 'danger' : 'primary'
  }

  return { bar: element('div', { class: 'bulk' }, form, result), draw }
}

/** A name for this one request: sent twice by a browser that lost the answer, it is still one bulk. */
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join('')

function resultOf({ resolved, total, refusals, refused, state, id }) {
  return [
    state !== 'completed' &&
      element(
        'div',
        { class: 'notice', role: 'alert' },
        'The bulk itself has stopped: ',
        element('a', { href: `/control-tower/runs/${id}` }, 'see its run'),
        '.',
      ),
    resolved > 0 && element('div', { class: 'notice good' }, `${resolved} of ${total} resumed.`),
    ...refusals.map(({ about, code, message }) => noticeOf({ message: `${about}: ${message}`, code })),
    refused > refusals.length &&
      element('p', { class: 'muted' }, `And ${refused - refusals.length} more that were refused.`),
  ].filter(Boolean)
}
