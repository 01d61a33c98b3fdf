import { actsOn } from '/partner-portal/kit/acts.js'
import { copyButton } from '/partner-portal/kit/copy.js'
import { element } from '/partner-portal/kit/element.js'
import { moment } from '/partner-portal/kit/moment.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { paged } from '/partner-portal/kit/paged.js'
import { tableOf } from '/partner-portal/kit/table.js'

const TYPES = ['order.submitted', 'order.changed', 'invoice.issued', 'payment.applied']

/** The partner's endpoints, and the log of what was sent to them. */
export async function showWebhooks(page, { signal }) {
  const { said, attempt, button } = actsOn(signal)
  const endpoints = element('div', {})
  const log = element('div', {})
  const pathOf = (id) => `/webhooks/endpoints/${encodeURIComponent(id)}`

  const readLog = () => log.replaceChildren(logOf(page, signal))
  async function read() {
    const { items } = await page.api.get('/webhooks/endpoints', {}, signal)
    endpoints.replaceChildren(
      tableOf(
        'Endpoints',
        [
          { name: 'Endpoint', cell: ({ id }) => id },
          { name: 'Address', cell: ({ url }) => url },
          { name: 'State', cell: ({ state, reason }) => (reason ? `${state}: ${reason}` : state) },
          { name: 'Told of', cell: ({ events }) => events.join(', ') },
          { name: '', amount: true, cell: actsOf },
        ],
        items,
        'No endpoints yet.',
      ),
    )
  }

  const actsOf = ({ id }) =>
    element(
      'div',
      { class: 'acts' },
      button('Send a test', async () => {
        await page.api.post(`${pathOf(id)}/test`, undefined, crypto.randomUUID())
        readLog()
      }),
      button('New signing key', async () => {
        const { signingKey } = await page.api.post(`${pathOf(id)}/signing-key`)
        return keyNotice(id, signingKey)
      }),
      button('Remove', async () => {
        await page.api.remove(pathOf(id))
        await read()
      }),
    )

  page.main.replaceChildren(
    element('h1', {}, 'Webhooks'),
    form(attempt, async ({ id, url, events }) => {
      await page.api.put(pathOf(id), { url, events })
      const { signingKey } = await page.api.post(`${pathOf(id)}/signing-key`)
      await read()
      return keyNotice(id, signingKey)
    }),
    said,
    endpoints,
    log,
  )
  await attempt(read)
  readLog()
}

const keyNotice = (id, signingKey) =>
  element(
    'div',
    { class: 'notice good' },
    element('p', {}, element('strong', {}, `What ${id} is sent is signed with this key. It is shown this once.`)),
    element('p', { class: 'mono' }, signingKey, ' ', copyButton(signingKey, 'signing key')),
  )

function form(attempt, add) {
  const id = element('input', { required: true, pattern: '[\\w\\-]{1,60}', 'aria-label': 'Name', placeholder: 'Name' })
  const url = element('input', {
    type: 'url',
    required: true,
    'aria-label': 'Address',
    placeholder: 'https://shop.example.com/webhooks',
  })
  const boxes = TYPES.map((type) => element('input', { type: 'checkbox', value: type, checked: true }))
  return element(
    'form',
    {
      class: 'toolbar',
      'aria-label': 'New endpoint',
      on: {
        submit: (event) => {
          event.preventDefault()
          const events = boxes.filter(({ checked }) => checked).map(({ value }) => value)
          void attempt(() => add({ id: id.value, url: url.value, events }))
        },
      },
    },
    id,
    url,
    boxes.map((box) => element('label', {}, box, ` ${box.value}`)),
    element('button', { class: 'primary' }, 'Add'),
  )
}

const logOf = (page, signal) =>
  paged(page.api, '/webhooks/deliveries', {
    signal,
    title: 'Deliveries',
    key: ({ id }) => id,
    nothing: () => 'Nothing was sent yet.',
    columns: [
      {
        name: 'Message',
        cell: ({ id, type }) => element('a', { href: `/partner-portal/webhooks/${encodeURIComponent(id)}` }, type),
      },
      { name: 'To', cell: ({ endpoint }) => endpoint },
      {
        name: 'State',
        cell: ({ state, reason }) => (state === 'delivered' || !reason ? state : `${state}: ${reason}`),
      },
      { name: 'Attempts', amount: true, cell: ({ attempts }) => String(attempts) },
      { name: 'Created', amount: true, cell: ({ createdAt }) => moment(createdAt) },
    ],
  }).section

/** One delivery: what was sent, every attempt, and again. */
export async function showDelivery(page, { signal, id }) {
  const path = `/webhooks/deliveries/${encodeURIComponent(id)}`
  const said = element('div', { role: 'status' })
  const replay = element(
    'button',
    {
      type: 'button',
      on: {
        click: async () => {
          try {
            const delivery = await page.api.post(`${path}/replay`, undefined, crypto.randomUUID())
            page.go(`/webhooks/${delivery.id}`)
          } catch (problem) {
            said.replaceChildren(noticeOf(problem))
          }
        },
      },
    },
    'Deliver again',
  )
  try {
    const { type, endpoint, state, message, body, history } = await page.api.get(path, {}, signal)
    page.main.replaceChildren(
      element('h1', {}, type),
      element('p', { class: 'muted' }, `${message} to ${endpoint}: ${state}`),
      element('pre', { class: 'mono' }, JSON.stringify(JSON.parse(body), null, 2)),
      element('div', { class: 'acts' }, replay),
      said,
      tableOf(
        'Attempts',
        [
          { name: 'Attempt', cell: ({ number }) => String(number) },
          { name: 'Answer', cell: ({ status, reason }) => reason ?? String(status ?? '') },
          { name: 'Took', amount: true, cell: ({ tookMs }) => `${tookMs} ms` },
          { name: 'At', amount: true, cell: ({ at }) => moment(at) },
        ],
        history,
        'Not attempted yet.',
      ),
    )
  } catch (problem) {
    if (!signal.aborted) page.main.replaceChildren(element('h1', {}, 'Delivery'), noticeOf(problem))
  }
}
