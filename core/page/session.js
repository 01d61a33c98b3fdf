import { readSession, signOut } from './api.js'
import { element } from './element.js'

/** Shows in a page's bar who is signed in, and the way out. Nothing where nobody is. */
export async function showSession(bar) {
  const { signedIn, principal } = await readSession()
  if (!signedIn) return
  const leave = element(
    'button',
    { class: 'link', on: { click: () => signOut().then(() => location.reload()) } },
    'Sign out',
  )
  bar.append(element('span', { class: 'session' }, `${principal} `, leave))
}
