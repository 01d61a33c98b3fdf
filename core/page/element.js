const SVG = 'http://www.w3.org/2000/svg'

/**
 * Builds an HTML element. Children are nodes or text, and text stays text: nothing a system sends becomes markup.
 * `on` holds listeners; `null`, `undefined` and `false` leave an attribute or a child out.
 */
export const element = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children)

/** The same for SVG. */
export const drawing = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children)

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue
    if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener)
    else if (name === 'value' || name === 'checked') node[name] = value
    else node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false))
  return node
}

/** Replaces the children of `parent` only where `state` differs from what they were made of: no flicker. */
export function refill(parent, state, children) {
  const text = JSON.stringify(state)
  if (made.get(parent) === text) return
  made.set(parent, text)
  parent.replaceChildren(...[children()].flat())
}

/**
 * Makes the children of `parent` show `items` in their order. What has not changed stays the very same node, so that
 * focus, selection and scroll position outlive an update.
 */
export function list(parent, items, { key, render }) {
  const standing = new Map([...parent.children].map((child) => [keys.get(child), child]))
  let place = parent.firstElementChild
  for (const item of items) {
    const state = JSON.stringify(item)
    let node = standing.get(key(item))
    standing.delete(key(item))
    if (!node || made.get(node) !== state) {
      const fresh = render(item)
      keys.set(fresh, key(item))
      made.set(fresh, state)
      if (node) {
        if (place === node) place = fresh
        substitute(node, fresh)
      }
      node = fresh
    }
    if (node === place) place = place.nextElementSibling
    else parent.insertBefore(node, place)
  }
  for (const gone of standing.values()) gone.remove()
}

const made = new WeakMap()
const keys = new WeakMap()

const FOCUSABLE = 'a[href], button, input, summary'

/** Puts `fresh` where `node` was: what was open stays open, what had the focus keeps it. */
function substitute(node, fresh) {
  const focused = [...node.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement)
  const open = [...node.querySelectorAll('details')].map((details) => details.open)
  for (const [index, details] of [...fresh.querySelectorAll('details')].entries()) details.open = open[index] ?? false
  node.replaceWith(fresh)
  if (focused >= 0) fresh.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true })
}
