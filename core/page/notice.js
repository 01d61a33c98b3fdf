import { readSession, signIn } from './api.js'
import { element } from './element.js'

/** A failure in words, with what is technical folded away. A 401 says how to sign in. */
export function noticeOf(problem) {
  if (problem.status === 401) return askToSignIn(problem)
  const technical = [
    problem.detail,
    problem.code && `Code ${problem.code}${problem.status ? `, HTTP ${problem.status}` : ''}.`,
    problem.correlation && `Correlation id ${problem.correlation}.`,
  ].filter(Boolean)
  return element(
    'div',
    { class: 'notice', role: 'alert' },
    element('p', {}, element('strong', {}, problem.message)),
    problem.errors?.length > 0 &&
      element(
        'ul',
        {},
        problem.errors.map(({ path, message }) => element('li', {}, element('code', {}, path), ` ${message}`)),
      ),
    technical.length > 0 &&
      element(
        'details',
        {},
        element('summary', {}, 'Technical details'),
        technical.map((line) => element('p', { class: 'mono' }, line)),
      ),
  )
}

function askToSignIn(problem) {
  const said = element('span', {}, problem.message)
  const account = element('p', { hidden: true })
  readSession().then(({ login }) => {
    if (!login) return
    const to = encodeURIComponent(location.pathname)
    account.append(element('a', { href: `${login}?to=${to}` }, 'Sign in with your account'), ', or with a token:')
    account.hidden = false
  })
  const token = element('input', {
    type: 'password',
    required: true,
    autocomplete: 'off',
    'aria-label': 'Access token',
    placeholder: 'Access token',
  })
  return element(
    'div',
    { class: 'notice plain', role: 'alert' },
    element('p', {}, element('strong', {}, 'Please sign in.'), ' ', said),
    account,
    element('p', {}, 'Paste an access token. It opens a session of some hours, and is not kept.'),
    element(
      'form',
      {
        on: {
          submit: (event) => {
            event.preventDefault()
            signIn(token.value.trim()).then(
              () => location.reload(),
              ({ message }) => {
                said.textContent = message
              },
            )
          },
        },
      },
      token,
      element('button', { class: 'primary' }, 'Sign in'),
    ),
  )
}
