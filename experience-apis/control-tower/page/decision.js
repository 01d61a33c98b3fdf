import { element } from '/control-tower/kit/element.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { resolutionOf } from './ways.js'

/**
 * Opens the dialog in which a person decides about one thing.
 * - `ways`: what can be done with it
 * - `start()`: what an edit begins with
 * - `preview(resolution)`: shows what it would do, where that can be told
 * - `send(body)`: does it; `says(answer)` tells what came of it, `done(answer)` hears of it
 * - `link`: where to go on, `{ href, text }`
 */
export function decide(page, { title, about, ways, start, preview, send: carryOut, says, done, link }) {
  let way = ways[0]
  let confirmed = false

  const json = element('textarea', { class: 'mono', rows: '10', spellcheck: 'false', id: 'resolution-json' })
  const jsonLabel = element('label', { for: 'resolution-json' })
  const jsonField = element('div', { class: 'entry', hidden: true }, jsonLabel, json)
  const reason = element('textarea', {
    rows: '2',
    required: true,
    minlength: '3',
    maxlength: '1000',
    id: 'resolution-reason',
    placeholder: 'Kept with it, with your name',
  })
  const confirm = element('div', { class: 'notice', role: 'alert', hidden: true })
  const outcome = element('div', { 'aria-live': 'assertive' })
  const submitButton = element('button', { class: 'primary' }, way.name)
  const look = preview && element('button', { type: 'button', on: { click: () => show() } }, 'Preview')
  const cancel = element(
    'button',
    { type: 'button', on: { click: () => (confirmed ? back() : dialog.close()) } },
    'Cancel',
  )
  const form = element(
    'form',
    { novalidate: true, on: { submit } },
    element(
      'fieldset',
      { class: 'ways' },
      element('legend', { class: 'visually-hidden' }, 'How it goes on'),
      ways.map((each) =>
        element(
          'label',
          {},
          element('input', {
            type: 'radio',
            name: 'way',
            value: each.action,
            checked: each === way,
            on: { change: () => choose(each) },
          }),
          element('span', {}, element('strong', {}, each.name), element('span', { class: 'muted' }, ` ${each.says}`)),
        ),
      ),
    ),
    jsonField,
    element('div', { class: 'entry' }, element('label', { for: 'resolution-reason' }, 'Reason'), reason),
    confirm,
    outcome,
    element('div', { class: 'buttons' }, cancel, look, submitButton),
  )
  const dialog = element(
    'dialog',
    { class: 'resolution', 'aria-labelledby': 'resolution-title', on: { close: () => dialog.remove() } },
    element('header', {}, element('h2', { id: 'resolution-title' }, title), element('p', { class: 'muted' }, about)),
    form,
  )
  document.body.append(dialog)
  dialog.showModal()
  form.querySelector('input:checked').focus()

  async function choose(chosen) {
    way = chosen
    back()
    outcome.replaceChildren()
    jsonField.hidden = !way.asks
    if (!way.asks) return
    jsonLabel.textContent = way.asks.label
    json.value = ''
    json.disabled = true
    json.placeholder = 'Reading…'
    try {
      const from = await start()
      if (way !== chosen) return
      json.value = way.asks.from ? JSON.stringify(way.asks.from(from), null, 2) : ''
    } catch (problem) {
      if (way === chosen) outcome.replaceChildren(noticeOf(problem))
    }
    if (way !== chosen) return
    json.disabled = false
    json.placeholder = 'What the step would have returned, such as {"id": "…"}, or null'
  }

  function back() {
    confirmed = false
    confirm.hidden = true
    submitButton.textContent = way.name
    submitButton.className = way.confirm ? 'danger' : 'primary'
    cancel.textContent = 'Cancel'
  }

  function amiss(field, text) {
    outcome.replaceChildren(noticeOf({ message: text }))
    field.focus()
  }

  /** What was chosen, as the API takes it; undefined, with a word beside the field, where something is amiss. */
  function chosen() {
    outcome.replaceChildren()
    try {
      return resolutionOf(way, json.value)
    } catch (cause) {
      return amiss(json, `This is not valid JSON: ${cause.message}.`)
    }
  }

  async function show() {
    const resolution = chosen()
    if (!resolution) return
    try {
      outcome.replaceChildren(await preview(resolution))
    } catch (problem) {
      outcome.replaceChildren(noticeOf(problem))
    }
  }

  async function submit(event) {
    event.preventDefault()
    const resolution = chosen()
    if (!resolution) return
    if (reason.value.trim().length < 3) return amiss(reason, 'Please give a reason: it is kept with your name.')
    if (way.confirm && !confirmed) {
      confirmed = true
      confirm.hidden = false
      confirm.replaceChildren(element('p', {}, element('strong', {}, 'Are you sure? '), way.confirm))
      submitButton.textContent = `Yes, ${way.name.toLowerCase()}`
      cancel.textContent = 'Back'
      return
    }
    submitButton.disabled = true
    try {
      const answer = await carryOut({ resolution, reason: reason.value.trim() })
      form.replaceChildren(
        element(
          'div',
          { class: 'notice good', role: 'status' },
          element('p', {}, element('strong', {}, `${way.name}: done.`), ` Decided by ${answer.resolvedBy ?? 'you'}.`),
          element('p', {}, says(answer, way)),
        ),
        element(
          'div',
          { class: 'buttons' },
          link && element('a', { href: link.href, on: { click: () => dialog.close() } }, link.text),
          element('button', { type: 'button', class: 'primary', on: { click: () => dialog.close() } }, 'Close'),
        ),
      )
      form.querySelector('button').focus()
      page.say('Done.')
      done(answer)
    } catch (problem) {
      back()
      outcome.replaceChildren(noticeOf(problem))
    } finally {
      submitButton.disabled = false
    }
  }
}
