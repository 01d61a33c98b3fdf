import { element } from '/control-tower/kit/element.js'
import { noticeOf } from '/control-tower/kit/notice.js'

/** The pages of docs/runbooks, as the view serves them. */
const PAGES = ['engine', 'apis', 'vendors', 'business']

/** What one error code means, how it is seen and mended, and by whom. */
export async function showRunbook(page, { code, signal }) {
  const body = element('section', { class: 'panel runbook', 'aria-label': 'Runbook' }, 'Reading the runbook…')
  page.main.append(
    element('h1', { class: 'mono' }, code),
    body,
    element(
      'p',
      { class: 'lead' },
      element('a', { href: `/control-tower/exceptions?code=${encodeURIComponent(code)}` }, 'Exceptions'),
      ' and ',
      element('a', { href: `/control-tower/dead-letters?code=${encodeURIComponent(code)}` }, 'dead letters'),
      ' of this code',
    ),
  )
  try {
    const texts = await Promise.all(
      PAGES.map(async (name) => (await fetch(`/control-tower/runbooks/${name}.md`, { signal })).text()),
    )
    const section = texts.map((text) => sectionOf(text, code)).find(Boolean)
    if (section) body.replaceChildren(...section)
    else
      body.replaceChildren(noticeOf({ message: 'There is no runbook for this code: please tell the platform team.' }))
    page.tell('live')
  } catch (failure) {
    if (!signal.aborted)
      body.replaceChildren(noticeOf({ message: 'The runbook cannot be read.', detail: failure.message }))
  }
}

/** The section under the heading `code`, as elements; markup of the document is shown as the text it is. */
function sectionOf(text, code) {
  const [, section] = text
    .split(/^(?=### )/m)
    .reduce((found, part) => (part.startsWith(`### ${code}\n`) ? [true, part] : found), [false, undefined])
  if (!section) return undefined
  const blocks = section
    .split('\n')
    .slice(1)
    .join('\n')
    .trim()
    .split(/\n{2,}|\n(?=- )/)
  return blocks.map((block) => element('p', {}, ...worded(block.replace(/^- /, '').replaceAll('\n', ' '))))
}

/** Text with what stands between `**` and backticks set off. */
const worded = (text) =>
  text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part) => {
    if (part.startsWith('**')) return element('strong', {}, part.slice(2, -2))
    return part.startsWith('`') ? element('code', {}, part.slice(1, -1)) : part
  })
