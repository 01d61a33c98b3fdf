import { element } from './element.js'

/** A button that puts `text` on the clipboard and says so. */
export function copyButton(text, what) {
  const button = element('button', { type: 'button', class: 'quiet', 'aria-label': `Copy ${what}` }, 'Copy')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
    setTimeout(() => {
      button.textContent = 'Copy'
    }, 1500)
  })
  return button
}
