/**
 * Finds the way within a page: links to paths under `base` change the place without loading anew.
 * `places` maps a pattern, e.g. `/orders/:reference`, to a function `({ signal, ...parameters })` that shows it;
 * `signal` aborts when the place is left. Returns `go(path)`.
 */
export function places(base, table) {
  let leave = new AbortController()
  const routes = Object.entries(table).map(([pattern, show]) => ({
    pattern: new RegExp(`^${pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
    show,
  }))

  function show() {
    leave.abort()
    leave = new AbortController()
    // A web server that answers a folder with its page adds a slash.
    const path = location.pathname.slice(base.length).replace(/(.)\/$/, '$1') || '/'
    for (const route of routes) {
      const match = path.match(route.pattern)
      if (!match) continue
      const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])
      route.show({ signal: leave.signal, ...Object.fromEntries(parameters) })
      return
    }
    go('/', { replace: true })
  }

  function go(path, { replace = false } = {}) {
    history[replace ? 'replaceState' : 'pushState']({}, '', base + path)
    show()
    scrollTo(0, 0)
  }

  addEventListener('popstate', show)
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]')
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.defaultPrevented
    if (!link || !plain || link.download || link.origin !== location.origin) return
    if (link.pathname !== base && !link.pathname.startsWith(`${base}/`)) return
    if (link.hash) return
    event.preventDefault()
    go(link.pathname.slice(base.length) + link.search)
  })
  show()
  return go
}
