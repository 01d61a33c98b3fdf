import { XMLBuilder, XMLParser } from 'fast-xml-parser'

export type Xml = { [name: string]: Xml | Xml[] | string | undefined }

const REPEATED = new Set([
  'JournalEntryCreateRequest',
  'JournalEntryClearingRequest',
  'Item',
  'DebtorItem',
  'ProductTaxItem',
  'APARItems',
  'GLItems',
])

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => REPEATED.has(name),
})
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })

/** The element in the body of a SOAP 1.1 or 1.2 envelope; undefined where it is none. */
export function bodyOf(text: string): Xml | undefined {
  try {
    const body = (parser.parse(text) as { Envelope?: { Body?: Xml } }).Envelope?.Body
    return typeof body === 'object' ? body : undefined
  } catch {
    return undefined
  }
}

export const envelope = (body: Xml): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${builder.build({
    'soap:Envelope': {
      '@xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/',
      'soap:Header': '',
      'soap:Body': body,
    },
  })}`

export const fault = (message: string): string =>
  envelope({ 'soap:Fault': { faultcode: 'soap:Server', faultstring: message } })

/** An element's text, whether it has attributes or not. */
export function text(value: Xml[string]): string {
  if (typeof value === 'string') return value
  const inner = (value as Xml | undefined)?.['#text']
  return typeof inner === 'string' ? inner : ''
}

export const list = (value: Xml[string]): Xml[] => (Array.isArray(value) ? value : value ? [value as Xml] : [])
