import { element } from '/control-tower/kit/element.js'
import { noticeOf } from '/control-tower/kit/notice.js'

/** How many are asked for at a time. */
const AT_ONCE = 4

/** The bar that retries many exceptions for one reason. `chosen()` gives them, `done(one)` hears of each success. */
export function bulkBar(page, { chosen, done }) {
  const count = element('strong', {})
  const reason = element('input', {
    required: true,
    minlength: '3',
    maxlength: '1000',
    'aria-label': 'Reason for the retry',
    placeholder: 'Reason, e.g. tax mapping added',
  })
  const send = element('button', { class: 'primary' }, 'Retry')
  const progress = element('progress', { max: '1', value: 0, hidden: true, 'aria-label': 'Retried' })
  const result = element('div', { class: 'result', 'aria-live': 'polite' })
  const form = element('form', { class: 'toolbar', hidden: true, on: { submit } }, count, reason, send, progress)
  let busy = false

  async function submit(event) {
    event.preventDefault()
    busy = true
    const queue = chosen()
    const total = queue.length
    const failures = []
    let finished = 0
    const body = { resolution: { action: 'retry' }, reason: reason.value.trim() }
    send.disabled = true
    progress.hidden = false
    progress.max = total
    progress.value = 0
    result.replaceChildren()
    const work = async () => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        try {
          await page.api.post(`/exceptions/${one.id}/resolution`, body)
          done(one)
        } catch (problem) {
          failures.push({ one, problem })
        }
        finished += 1
        progress.value = finished
        count.textContent = `${finished} of ${total} retried`
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    busy = false
    send.disabled = false
    progress.hidden = true
    result.replaceChildren(...resultOf(total, failures))
    draw()
  }

  function draw() {
    if (busy) return
    const selected = chosen().length
    form.hidden = selected === 0
    count.textContent = `${selected} selected`
    send.textContent = `Retry ${selected}`
  }

  return { bar: element('div', { class: 'bulk' }, form, result), draw }
}

function resultOf(total, failures) {
  const good = total - failures.length
  return [
    good > 0 && element('div', { class: 'notice good' }, `${good} of ${total} resumed.`),
    ...failures.map(({ one, problem }) =>
      noticeOf(Object.assign(problem, { message: `${one.subject ?? one.runKey}: ${problem.message}` })),
    ),
  ].filter(Boolean)
}
