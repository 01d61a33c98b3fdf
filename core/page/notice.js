import { keepToken } from './api.js'
import { element } from './element.js'

/** A failure in words, with what is technical folded away. A 401 says how to sign in. */
export function noticeOf(problem) {
  if (problem.status === 401) return signIn(problem)
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

function signIn(problem) {
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
    element('p', {}, element('strong', {}, 'Please sign in.'), ` ${problem.message}`),
    element('p', {}, 'Paste an access token of your identity provider. It stays in this tab until you close it.'),
    element(
      'form',
      {
        on: {
          submit: (event) => {
            event.preventDefault()
            keepToken(token.value.trim())
            location.reload()
          },
        },
      },
      token,
      element('button', { class: 'primary' }, 'Sign in'),
    ),
  )
}
