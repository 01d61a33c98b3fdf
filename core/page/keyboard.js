const typing = (target) => target.matches?.('input:not([type=checkbox], [type=radio]), textarea, select')

/**
 * `/` goes to the search field, arrows from row to row (`[data-row]`), Escape out of the field and then `back`.
 * Enter needs nothing: each row holds a link.
 */
export function keyboard({ signal, back }) {
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
      const { target, key } = event
      const search = document.querySelector('input[type=search]')
      if (key === '/' && !typing(target) && search) {
        event.preventDefault()
        search.focus()
        search.select()
      } else if (key === 'Escape') {
        if (target === search && search.value) {
          search.value = ''
          search.dispatchEvent(new Event('input', { bubbles: true }))
        } else if (typing(target) || target.matches?.('[data-row]')) target.blur()
        else back?.()
      } else if ((key === 'ArrowDown' || key === 'ArrowUp') && (!typing(target) || target === search)) {
        const rows = [...document.querySelectorAll('main [data-row]')]
        if (rows.length === 0) return
        const at = rows.findIndex((row) => row === target || row.closest('tr, li')?.contains(target))
        const to = key === 'ArrowDown' ? at + 1 : at - 1
        if (to < 0 && at < 0) return
        event.preventDefault()
        if (to < 0) search?.focus()
        else rows[to]?.focus()
      }
    },
    { signal },
  )
}
