import { actsOn } from '/catalogue/kit/acts.js'
import { copyButton } from '/catalogue/kit/copy.js'
import { element } from '/catalogue/kit/element.js'
import { moment } from '/catalogue/kit/moment.js'
import { noticeOf } from '/catalogue/kit/notice.js'
import { tableOf } from '/catalogue/kit/table.js'
import { keyOf, TIERS } from './entry.js'

const LEVELS = ['breaking', 'warning', 'info', 'none']
const pathOf = (id) => `/subscriptions/${encodeURIComponent(id)}`
const isEvent = (name) => !/^(\*|(experience|process|system)\.)/.test(name)

/** Your subscriptions to what is published, and the log of what was delivered. */
export async function showSubscriptions({ api, main }, entries, { signal }) {
  const { said, attempt, button } = actsOn(signal)
  const standing = element('div', { class: 'listing' })
  const log = element('div', { class: 'listing' })

  async function read() {
    const [{ items }, deliveries] = await Promise.all([
      api.get('/subscriptions', {}, signal),
      api.get('/deliveries', {}, signal),
    ])
    if (signal.aborted) return
    standing.replaceChildren(
      tableOf(
        'Subscriptions',
        [
          { name: 'Name', cell: ({ id }) => id },
          { name: 'Address', cell: ({ url }) => url },
          { name: 'Told of', cell: ({ apis, events }) => [...apis, ...events].join(', ') },
          { name: 'Levels', cell: ({ levels }) => (levels.length === LEVELS.length ? 'all' : levels.join(', ')) },
          { name: 'State', cell: ({ state, reason }) => (reason ? `${state}: ${reason}` : state) },
          { name: '', cell: actsOf },
        ],
        items,
        'You have subscribed to nothing yet.',
      ),
    )
    log.replaceChildren(
      tableOf(
        'Deliveries',
        [
          {
            name: 'Message',
            cell: ({ id, type }) =>
              element('a', { href: `/catalogue/subscriptions/deliveries/${encodeURIComponent(id)}` }, type),
          },
          { name: 'To', cell: ({ subscription }) => subscription },
          {
            name: 'State',
            cell: ({ state, reason }) => (state === 'delivered' || !reason ? state : `${state}: ${reason}`),
          },
          { name: 'Attempts', amount: true, cell: ({ attempts }) => String(attempts) },
          { name: 'Created', amount: true, cell: ({ createdAt }) => moment(createdAt) },
        ],
        deliveries.items,
        'Nothing was delivered yet.',
      ),
    )
  }

  const actsOf = ({ id }) =>
    element(
      'div',
      { class: 'acts' },
      button('Send a test', async () => {
        await api.post(`${pathOf(id)}/test`, undefined, crypto.randomUUID())
        await read()
      }),
      button('New signing key', async () => keyNotice(id, await api.post(`${pathOf(id)}/signing-key`))),
      button('Remove', async () => {
        await api.remove(pathOf(id))
        await read()
      }),
    )

  main.append(
    element('h1', {}, 'Subscriptions'),
    element('p', { class: 'muted' }, 'Signed webhooks (Standard Webhooks 1.0) of every version that is published.'),
    form(entries, attempt, async ({ id, ...settings }) => {
      await api.put(pathOf(id), settings)
      const key = await api.post(`${pathOf(id)}/signing-key`)
      await read()
      return keyNotice(id, key)
    }),
    said,
    standing,
    log,
  )
  await attempt(read)
}

const keyNotice = (id, { signingKey }) =>
  element(
    'div',
    { class: 'notice good' },
    element('p', {}, element('strong', {}, `What ${id} is sent is signed with this key. It is shown this once.`)),
    element('p', { class: 'mono' }, signingKey, ' ', copyButton(signingKey, 'signing key')),
  )

function form(entries, attempt, add) {
  const field = (name, attributes) =>
    element('input', { required: true, 'aria-label': name, placeholder: name, ...attributes })
  const id = field('Name', { pattern: '[\\w\\-]{1,60}' })
  const url = field('Address', { type: 'url', placeholder: 'https://shop.example.com/in' })
  const choice = element(
    'select',
    { 'aria-label': 'Told of' },
    element('option', { value: '*' }, 'Every API'),
    TIERS.map(({ tier, name }) => element('option', { value: `${tier}.*` }, name)),
    entries.map((entry) => element('option', { value: keyOf(entry) }, keyOf(entry))),
    entries.flatMap(({ events }) => events).map((event) => element('option', { value: event }, `Event ${event}`)),
  )
  const boxes = LEVELS.map((level) => element('input', { type: 'checkbox', value: level, checked: true }))
  return element(
    'form',
    {
      class: 'toolbar filters',
      'aria-label': 'New subscription',
      on: {
        submit: (event) => {
          event.preventDefault()
          const levels = boxes.filter(({ checked }) => checked).map(({ value }) => value)
          const told = isEvent(choice.value) ? { apis: [], events: [choice.value] } : { apis: [choice.value] }
          void attempt(() => add({ id: id.value, url: url.value, levels, ...told }))
        },
      },
    },
    id,
    url,
    choice,
    boxes.map((box) => element('label', {}, box, ` ${box.value}`)),
    element('button', { class: 'primary' }, 'Subscribe'),
  )
}

/** One delivery: what was sent, every attempt, and again. */
export async function showDelivery({ api, main, go }, _, { signal, id }) {
  const path = `/deliveries/${encodeURIComponent(id)}`
  const said = element('div', { role: 'status' })
  const again = async () => {
    try {
      const delivery = await api.post(`${path}/replay`, undefined, crypto.randomUUID())
      go(`/subscriptions/deliveries/${delivery.id}`)
    } catch (problem) {
      said.replaceChildren(noticeOf(problem))
    }
  }
  const { type, subscription, state, message, body, history } = await api.get(path, {}, signal)
  if (signal.aborted) return
  main.append(
    element('h1', {}, type),
    element('p', { class: 'muted' }, `${message} to ${subscription}: ${state}`),
    element('pre', { class: 'mono panel' }, JSON.stringify(JSON.parse(body), null, 2)),
    element('div', { class: 'acts' }, element('button', { type: 'button', on: { click: again } }, 'Deliver again')),
    said,
    element(
      'div',
      { class: 'listing' },
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
    ),
  )
}
