import { element } from '/control-tower/kit/element.js'
import { decide } from './decision.js'
import { waysOf } from './ways.js'

/** Opens the dialog that resolves one exception; `done` is called with the resolved one. */
export function resolve(page, exception, done) {
  decide(page, {
    title: exception.sentence,
    about: `${exception.subject ?? exception.runKey} · ${exception.flow}, step ${exception.step} · ${exception.team}`,
    ways: waysOf(exception),
    start: () => page.api.get(`/runs/${exception.run}`),
    preview: async (resolution) =>
      previewOf(await page.api.post(`/exceptions/${exception.id}/preview`, { resolution }), resolution),
    send: (body) => page.api.post(`/exceptions/${exception.id}/resolution`, body),
    says: (_, { action }) =>
      action === 'discard' ? 'The run has ended.' : 'The run goes on; a new exception opens if it stops again.',
    done,
    link: exception.subject && {
      href: `/control-tower/orders/${encodeURIComponent(exception.subject)}`,
      text: `See ${exception.subject}`,
    },
  })
}

const json = (value) => JSON.stringify(value, null, 2)

/** What a resolution would do, in words and as JSON; nothing was done. */
function previewOf({ state, exception, change, done, example }, { action }) {
  const lines = [
    ['The run would be', state],
    ['It was asking', exception.call && `${exception.call.operation} ${json(exception.call.input) ?? ''}`],
    ['Before', change.before !== undefined && json(change.before)],
    ['After', change.after !== undefined && json(change.after)],
    ['Undone, as far as it can be', action === 'compensate' && done.map(({ step }) => step).join(', ')],
    ['What other runs have here', action === 'skip' && example !== undefined && json(example)],
  ]
  return element(
    'div',
    { class: 'notice plain', role: 'status' },
    element('p', {}, element('strong', {}, 'Nothing was done. It would be so:')),
    element(
      'dl',
      { class: 'technical' },
      lines
        .filter(([, value]) => value)
        .map(([name, value]) =>
          element('div', {}, element('dt', {}, name), element('dd', { class: 'mono' }, element('pre', {}, value))),
        ),
    ),
  )
}
