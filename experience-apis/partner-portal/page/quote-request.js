import { element } from '/partner-portal/kit/element.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { grouped } from './money.js'

/** Most that one call gives; whatever is beyond can still be typed. */
const MOST = 200

/** Asks for a quote: for whom, and how much of what. */
export async function showQuoteRequest(page, { signal }) {
  const heading = element('h1', {}, 'Ask for a quote')
  page.main.replaceChildren(heading, element('p', { class: 'nothing' }, 'Reading…'))
  try {
    const [quotes, orders, offers] = await Promise.all(
      ['/quotes', '/orders', '/catalogue'].map((path) => page.api.get(path, { limit: MOST }, signal)),
    )
    page.main.replaceChildren(
      heading,
      element('p', { class: 'muted lead' }, 'We price it and present it; you find it among your quotes then.'),
      customersOf(quotes.items).length > 0
        ? formOf(page, signal, customersOf(quotes.items), namesOf(orders.items), offers.items)
        : element(
            'p',
            { class: 'panel nothing' },
            'You have had no quote yet. The first one for a customer is made by us; ask for the next ones here.',
          ),
    )
  } catch (problem) {
    if (!signal.aborted) page.main.replaceChildren(heading, noticeOf(problem))
  }
}

const customersOf = (quotes) => [...new Set(quotes.map(({ customer }) => customer))].toSorted()
const namesOf = (orders) => new Map(orders.map(({ customer, customerName }) => [customer, customerName]))

function formOf(page, signal, customers, names, offers) {
  const customer = element('input', {
    required: true,
    list: 'customers',
    maxlength: '120',
    autocomplete: 'off',
    ...(customers.length === 1 && { value: customers[0] }),
  })
  const lines = element('div', { class: 'lines' })
  const said = element('div', { role: 'status' })
  const send = element('button', { class: 'primary' }, 'Ask')
  // The same form is one quote, however often it is sent; what was changed is another.
  let sent
  const keyFor = (body) => {
    const text = JSON.stringify(body)
    if (sent?.text !== text) sent = { text, key: crypto.randomUUID() }
    return sent.key
  }

  function addLine(focus) {
    const line = lineOf(offers, () => {
      const standing = [...lines.children]
      const at = standing.indexOf(line)
      line.remove()
      if (lines.childElementCount === 0) addLine(true)
      else (standing[at + 1] ?? standing[at - 1]).querySelector('input').focus()
    })
    lines.append(line)
    if (focus) line.querySelector('input').focus()
  }
  addLine(false)

  const form = element(
    'form',
    {
      class: 'panel request',
      'aria-label': 'Quote',
      on: {
        submit: async (event) => {
          event.preventDefault()
          send.disabled = true
          const body = {
            customer: customer.value,
            lines: [...lines.children].map((line) => {
              const [sku, quantity] = line.querySelectorAll('input')
              return { sku: sku.value.trim(), quantity: quantity.value.trim() }
            }),
          }
          try {
            const { reference } = await page.api.post('/quotes', body, keyFor(body))
            if (!signal.aborted) page.go(`/quotes/${encodeURIComponent(reference)}`)
          } catch (problem) {
            if (!signal.aborted) said.replaceChildren(noticeOf(problem))
          } finally {
            send.disabled = false
          }
        },
      },
    },
    element('label', {}, element('span', {}, 'Customer, by its reference'), customer),
    element(
      'datalist',
      { id: 'customers' },
      customers.map((reference) => element('option', { value: reference }, names.get(reference))),
    ),
    element(
      'datalist',
      { id: 'skus' },
      offers.map(({ sku, name }) => element('option', { value: sku }, name)),
    ),
    lines,
    element(
      'div',
      { class: 'acts' },
      element('button', { type: 'button', on: { click: () => addLine(true) } }, 'Add a line'),
      send,
    ),
    said,
  )
  return form
}

/** A product and how much of it; below it, what the catalogue says of it. */
function lineOf(offers, remove) {
  const says = element('p', { class: 'muted' })
  const sku = element('input', {
    required: true,
    list: 'skus',
    maxlength: '120',
    autocomplete: 'off',
    on: {
      input: () => {
        const offer = offers.find((one) => one.sku === sku.value.trim())
        const every = offer?.term ? ` every ${offer.term.count} ${offer.term.unit}` : ''
        says.textContent = offer
          ? `${offer.name}, list price ${offer.currency} ${grouped(offer.listPrice)}${every}`
          : ''
      },
    },
  })
  const quantity = element('input', {
    required: true,
    value: '1',
    inputmode: 'decimal',
    pattern: '(?=.*[1-9])[0-9]{1,9}(\\.[0-9]{1,6})?',
    title: 'A number above zero, such as 2 or 2.5',
  })
  return element(
    'div',
    { class: 'request-line', role: 'group', 'aria-label': 'Line' },
    element('label', {}, element('span', {}, 'SKU'), sku),
    element('label', {}, element('span', {}, 'Quantity'), quantity),
    element('button', { type: 'button', class: 'quiet', on: { click: remove } }, 'Remove'),
    says,
  )
}
