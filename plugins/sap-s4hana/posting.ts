import { createHash } from 'node:crypto'
import { IntegrationError } from '@gantry/core/errors'
import { XMLBuilder } from 'fast-xml-parser'
import { messageConfirmed } from './confirmation.ts'
import { failureOf, refusalOf, VENDOR } from './failure.ts'
import type { Write } from './odata.ts'
import type { Sap } from './sap.ts'

/** Elements in the order of SAP's schema; `@` names an attribute. */
export type Element = { [name: string]: Element | Element[] | string | undefined }

export type Message<T> = {
  kind: 'Create' | 'Clearing'
  /** What it stands for; permanent. */
  reference: string
  entry: Element
  /** Looks in the ledger for what the message was to bring about. */
  find: () => Promise<T | undefined>
}

const ROOT = '/sap/bc/srt/scs_ext/sap'
const INTERFACES = {
  Create: { path: `${ROOT}/journalentrybulkcreationreques`, name: 'JournalEntryBulkCreationRequest_In' },
  Clearing: { path: `${ROOT}/journalentrybulkclearingreques`, name: 'JournalEntryBulkClearingRequest_In' },
}
const NAMESPACE = 'http://sap.com/xi/SAPSCORE/SFIN'

/** So long the outcome is waited for at once; then the step is tried again later, which finds it or waits on. */
const PATIENCE_MS = 20_000
const FIRST_PAUSE_MS = 20
const LAST_PAUSE_MS = 1_000

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' })

/**
 * Sends an asynchronous message of Finance – Posting Integration (SAP_COM_0002) and waits until its effect is in the
 * ledger, or its confirmation tells why it is not. SAP processes a `MessageId` once (plain SOAP, "exactly once"), so a
 * message whose answer was lost may be sent again. After a refusal the next one has another id: SAP would drop it else.
 */
export async function exchange<T>(sap: Sap, message: Message<T>, write: Write): Promise<T> {
  const id = await nextId(sap, message)
  await send(sap, message, id, write)
  const until = Date.now() + PATIENCE_MS
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LAST_PAUSE_MS, pause * 2)) {
    const told = await confirmation(sap, id)
    if (told?.state === 'refused') throw refusalOf(told.code ?? 'unknown', told.reason ?? 'no reason given')
    const found = await message.find()
    if (found !== undefined) return found
    if (Date.now() > until) throw pending(message, id)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** The first id that SAP has not refused yet. */
async function nextId(sap: Sap, { kind, reference }: Message<unknown>): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const id = createHash('sha256').update(`${kind}\n${reference}\n${attempt}`).digest('hex').slice(0, 32)
    if ((await confirmation(sap, id))?.state !== 'refused') return id
  }
}

async function confirmation(sap: Sap, id: string) {
  return messageConfirmed.data.optional().parse(await sap.heard(messageConfirmed, id))
}

async function send(sap: Sap, message: Message<unknown>, id: string, { correlation }: Write): Promise<void> {
  const { path, name } = INTERFACES[message.kind]
  const response = await sap.fetch(`${sap.baseUrl}${path}?MessageId=${id}`, {
    method: 'POST',
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: `"${NAMESPACE}/${name}/${name}Request"`,
      ...(correlation && { 'x-correlationid': correlation }),
    },
    body: envelope(message, id),
  })
  const body = await response.text()
  // A SOAP fault comes with 500: it says that the message was not taken in.
  if (response.status === 500 && /<(\w+:)?Fault/.test(body))
    throw new IntegrationError('message-refused', `${VENDOR} did not take in a message.`, {
      kind: 'bug',
      detail: /<faultstring[^>]*>([^<]*)/.exec(body)?.[1] ?? 'SOAP fault',
    })
  if (!response.ok) throw failureOf(response.status, body, response.headers.get('retry-after'))
}

export function envelope({ kind, entry }: Pick<Message<unknown>, 'kind' | 'entry'>, id: string, now = new Date()) {
  const at = now.toISOString().replace(/\.\d+Z$/, 'Z')
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({
    'soapenv:Envelope': {
      '@xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
      '@xmlns:sfin': NAMESPACE,
      'soapenv:Header': '',
      'soapenv:Body': {
        [`sfin:JournalEntryBulk${kind}Request`]: {
          MessageHeader: { ID: id, CreationDateTime: at },
          [`JournalEntry${kind}Request`]: {
            MessageHeader: { ID: `${id}_1`, CreationDateTime: at },
            JournalEntry: entry,
          },
        },
      },
    },
  })}`
}

const pending = ({ kind, reference }: Message<unknown>, id: string): IntegrationError =>
  new IntegrationError('posting-pending', `${VENDOR} has not processed a journal entry yet.`, {
    kind: 'transient',
    retryAfterMs: 5_000,
    outcomeUnknown: true,
    detail: `${kind} ${reference}, message ${id}: see the Message Dashboard`,
  })
