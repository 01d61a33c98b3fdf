import { element, list as fill } from '/control-tower/kit/element.js'

/**
 * Which rows of a paged list are selected: a box for each, and one for all that are shown. `list()` gives the list,
 * `changed` hears of each change.
 */
export function selection({ list, selectable, changed }) {
  const ids = new Set()
  const all = element('input', { type: 'checkbox', 'aria-label': 'Select all shown', on: { change: selectAll } })
  const open = () => list().items().filter(selectable)

  function selectAll() {
    ids.clear()
    if (all.checked) for (const { id } of open()) ids.add(id)
    for (const box of list().rows.querySelectorAll('input[type=checkbox]')) box.checked = all.checked
    draw()
  }

  function draw() {
    const chosen = open().filter(({ id }) => ids.has(id)).length
    all.checked = chosen > 0 && chosen === open().length
    all.indeterminate = chosen > 0 && chosen < open().length
    all.disabled = open().length === 0
    changed()
  }

  return {
    all,
    draw,
    has: (id) => ids.has(id),
    chosen: () => open().filter(({ id }) => ids.has(id)),
    set: (id, on) => {
      if (on) ids.add(id)
      else ids.delete(id)
      draw()
    },
    clear: () => ids.clear(),
  }
}

/** A field of a filter: a list to choose from. `offer` gives it what there is, `set` hears what was chosen. */
export function choice(name, value, set) {
  const select = element('select', { on: { change: () => set(select.value) } })
  return {
    label: element('label', { class: 'field' }, name, select),
    offer: (values, any = true) => {
      fill(select, [...(any ? [''] : []), ...values].toSorted(), {
        key: (each) => each,
        render: (each) => element('option', { value: each }, each === '' ? 'all' : each),
      })
      select.value = value()
    },
  }
}

/** A field of a filter that is typed; told once the typing pauses. */
export function typed(name, value, set) {
  let timer
  const input = element('input', {
    type: 'search',
    value,
    'aria-label': name,
    placeholder: name,
    on: {
      input: () => {
        clearTimeout(timer)
        timer = setTimeout(() => set(input.value.trim()), 250)
      },
    },
  })
  return input
}

/** Ages to choose from, and the moment each names. */
export const AGES = { '': 'any age', '1h': 'over 1 hour', '1d': 'over 1 day', '7d': 'over 7 days' }

export function momentOf(age) {
  const [, count, unit] = /^(\d+)([hd])$/.exec(age ?? '') ?? []
  if (!count) return undefined
  // By the minute: the same question again is the same question.
  const now = Math.floor(Date.now() / 60_000) * 60_000
  return new Date(now - Number(count) * (unit === 'h' ? 3_600_000 : 86_400_000)).toISOString()
}

/** What a filter asks of the API: an age is a moment there, and what nobody chose is no condition. */
export const conditionsOf = ({ age, ...filter }) =>
  Object.fromEntries(Object.entries({ ...filter, openedBefore: momentOf(age) }).filter(([, value]) => value))

export function ageChoice(value, set) {
  const select = element(
    'select',
    { on: { change: () => set(select.value) } },
    Object.entries(AGES).map(([key, name]) => element('option', { value: key }, name)),
  )
  select.value = value
  return element('label', { class: 'field' }, 'Age', select)
}

/** Keeps a filter in the address of the page, so that it can be shared. */
export function keepFilter(path, filter, usual = {}) {
  const shown = Object.entries(filter).filter(([name, value]) => value && value !== usual[name])
  const query = new URLSearchParams(shown)
  history.replaceState({}, '', `/control-tower/${path}${query.size > 0 ? `?${query}` : ''}`)
}
