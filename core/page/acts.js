import { element } from './element.js'
import { noticeOf } from './notice.js'

/**
 * What people may do on a page, and `said`, the place where its outcome is told: an act gives what there is to say, or
 * nothing, and a refusal is told too, unless the page was left meanwhile.
 */
export function actsOn(signal) {
  const said = element('div', { role: 'status' })
  const attempt = async (work) => {
    try {
      said.replaceChildren(...[await work()].filter(Boolean))
    } catch (problem) {
      if (!signal.aborted) said.replaceChildren(noticeOf(problem))
    }
  }
  const button = (label, work) => element('button', { type: 'button', on: { click: () => attempt(work) } }, label)
  return { said, attempt, button }
}
