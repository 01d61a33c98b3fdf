import { element } from '/control-tower/kit/element.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { waysOf } from './ways.js'

/** Opens the dialog that resolves one exception; `done` is called with the resolved one. */
export function resolve(page, exception, done) {
  const ways = waysOf(exception)
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
    placeholder: 'Kept with the exception, with your name',
  })
  const confirm = element('div', { class: 'notice', role: 'alert', hidden: true })
  const outcome = element('div', { 'aria-live': 'assertive' })
  const send = element('button', { class: 'primary' }, way.name)
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
    element('div', { class: 'buttons' }, cancel, send),
  )
  const dialog = element(
    'dialog',
    { class: 'resolution', 'aria-labelledby': 'resolution-title', on: { close: () => dialog.remove() } },
    element(
      'header',
      {},
      element('h2', { id: 'resolution-title' }, exception.sentence),
      element(
        'p',
        { class: 'muted' },
        `${exception.subject ?? exception.runKey} · ${exception.flow}, step ${exception.step} · ${exception.team}`,
      ),
    ),
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
    json.placeholder = 'Reading the run…'
    try {
      const run = await page.api.get(`/runs/${exception.run}`)
      if (way !== chosen) return
      json.value = way.asks.field === 'input' ? JSON.stringify(run.input, null, 2) : ''
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
    send.textContent = way.name
    send.className = way.confirm ? 'danger' : 'primary'
    cancel.textContent = 'Cancel'
  }

  /** What goes over the wire; undefined, with a word beside the field, where something is amiss. */
  function bodyOf() {
    outcome.replaceChildren()
    const amiss = (field, text) => {
      outcome.replaceChildren(noticeOf({ message: text }))
      field.focus()
    }
    const resolution = { action: way.action }
    if (way.asks) {
      try {
        resolution[way.asks.field] = JSON.parse(json.value)
      } catch (cause) {
        return amiss(json, `This is not valid JSON: ${cause.message}.`)
      }
    } else if (way.action === 'skip') resolution.result = null
    if (reason.value.trim().length < 3) return amiss(reason, 'Please give a reason: it is kept with the exception.')
    return { resolution, reason: reason.value.trim() }
  }

  async function submit(event) {
    event.preventDefault()
    const body = bodyOf()
    if (!body) return
    if (way.confirm && !confirmed) {
      confirmed = true
      confirm.hidden = false
      confirm.replaceChildren(element('p', {}, element('strong', {}, 'Are you sure? '), way.confirm))
      send.textContent = `Yes, ${way.name.toLowerCase()}`
      cancel.textContent = 'Back'
      return
    }
    send.disabled = true
    try {
      const resolved = await page.api.post(`/exceptions/${exception.id}/resolution`, body)
      form.replaceChildren(
        element(
          'div',
          { class: 'notice good', role: 'status' },
          element(
            'p',
            {},
            element('strong', {}, `${way.name}: done.`),
            ` Resolved by ${resolved.resolvedBy ?? 'you'}.`,
          ),
          element(
            'p',
            {},
            way.action === 'discard'
              ? 'The run has ended.'
              : 'The run goes on; a new exception opens if it stops again.',
          ),
        ),
        element(
          'div',
          { class: 'buttons' },
          exception.subject &&
            element(
              'a',
              {
                href: `/control-tower/orders/${encodeURIComponent(exception.subject)}`,
                on: { click: () => dialog.close() },
              },
              `See ${exception.subject}`,
            ),
          element('button', { type: 'button', class: 'primary', on: { click: () => dialog.close() } }, 'Close'),
        ),
      )
      form.querySelector('button').focus()
      page.say('Resolved.')
      done(resolved)
    } catch (problem) {
      back()
      outcome.replaceChildren(noticeOf(problem))
    } finally {
      send.disabled = false
    }
  }
}
