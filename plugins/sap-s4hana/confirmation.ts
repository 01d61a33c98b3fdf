import { timingSafeEqual } from 'node:crypto'
import type { ConnectorEvent, Delivery } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import type { Config } from './sap.ts'

/** What became of an asynchronous message. It stays within this connector: nobody else speaks of SAP's messages. */
export const messageConfirmed = {
  name: 'sap-s4hana.messageConfirmed',
  data: z.object({
    /** The id in the request's message header. */
    message: z.string(),
    state: z.enum(['posted', 'refused']),
    /** Message class and number of SAP's reason, e.g. `F5/201`. */
    code: z.string().optional(),
    reason: z.string().optional(),
  }),
  key: (confirmation: { message: string }) => confirmation.message,
}

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  isArray: (name, path) => name === 'Item' || /Bulk\w+Confirmation\.JournalEntry\w+Confirmation$/.test(String(path)),
})

const Header = z.object({ ReferenceID: z.string(), CreationDateTime: z.string() })
const LogItem = z.object({ TypeID: z.string().optional(), SeverityCode: z.string().optional(), Note: z.string() })
const Log = z.object({ MaximumLogItemSeverityCode: z.string().optional(), Item: z.array(LogItem).default([]) })
/** The WSDL's JournalEntryBulkCreateConfirmation; the clearing's is built the same way. */
const Bulk = z.object({ MessageHeader: Header })
const Single = z.object({
  MessageHeader: Header,
  Log: z.preprocess((log) => (log === '' ? {} : log), Log.default({ Item: [] })),
})

/** SAP's severity of an error; A stands for an abortion in the interface's own codes. */
const FAILED = new Set(['3', '4'])

/** Throws `webhook-forged` unless the user of the outbound communication is the one agreed on. */
export function verify({ headers }: Delivery, { confirmationUser, confirmationPassword }: Config): void {
  const agreed = Buffer.from(`Basic ${Buffer.from(`${confirmationUser}:${confirmationPassword}`).toString('base64')}`)
  const given = Buffer.from(headers.authorization ?? '')
  if (given.length === agreed.length && timingSafeEqual(given, agreed)) return
  throw new IntegrationError('webhook-forged', 'The message does not come from SAP S/4HANA.', {
    kind: 'policy',
    status: 401,
    detail: 'wrong or missing Authorization header',
  })
}

/** One event per journal entry of the message; none where the message is of another kind. */
export function events({ body }: Delivery): ConnectorEvent[] {
  const inner = (parsed(body) as { Envelope?: { Body?: Record<string, unknown> } }).Envelope?.Body ?? {}
  const kind = ['Create', 'Clearing'].find((each) => `JournalEntryBulk${each}Confirmation` in inner)
  if (!kind) return []
  const bulk = inner[`JournalEntryBulk${kind}Confirmation`] as Record<string, unknown>
  const message = Bulk.safeParse(bulk).data?.MessageHeader
  const entries = z.array(Single).safeParse(bulk[`JournalEntry${kind}Confirmation`] ?? []).data
  if (!message || !entries) throw malformed('an element of the confirmation is missing')
  return entries.map(({ Log: log }) => {
    const worst = log.Item.find((item) => FAILED.has(item.SeverityCode ?? ''))
    const refused = worst !== undefined || FAILED.has(log.MaximumLogItemSeverityCode ?? '')
    const code = codeOf(worst?.TypeID)
    return {
      event: messageConfirmed,
      data: {
        message: message.ReferenceID,
        state: refused ? 'refused' : 'posted',
        ...(refused && code && { code }),
        ...(refused && { reason: worst?.Note ?? 'no reason given' }),
      },
      source: message.ReferenceID,
      at: message.CreationDateTime,
    }
  })
}

/** `201(F5)` is message 201 of class F5. */
const codeOf = (typeId: string | undefined): string | undefined => {
  const [, number, area] = /^(\d+)\(([^)]+)\)$/.exec(typeId ?? '') ?? []
  return number && `${area}/${number}`
}

function parsed(body: string): unknown {
  try {
    return parser.parse(body)
  } catch {
    throw malformed('not XML')
  }
}

const malformed = (detail: string): IntegrationError =>
  new IntegrationError('malformed-webhook', 'SAP S/4HANA sent a message that cannot be read.', {
    kind: 'data',
    status: 400,
    detail,
  })
