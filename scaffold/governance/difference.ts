import { compare } from '../contracts-diff/compare.ts'
import { openDocument } from '../contracts-diff/document.ts'
import type { Finding } from '../contracts-diff/rule.ts'

type Node = Record<string, unknown>
type Documents = { openapi: object; asyncapi?: object | undefined }

/** What changed for consumers between two versions, of the operations and of the events. */
export async function differenceOf(old: Documents, next: Documents): Promise<Finding[]> {
  const operations = compare(await open(portable(old.openapi)), await open(portable(next.openapi)))
  const events = compare(await open(noticesOf(old.asyncapi)), await open(noticesOf(next.asyncapi)))
  return [...operations, ...events]
}

const open = (document: object) => openDocument(JSON.stringify(document), 'document')

/** Without its address: that of a new major version is another by design, and tells nothing of what changed. */
function portable(document: object): object {
  const { servers: _, ...rest } = document as Node
  return rest
}

type Message = { name: string; payload: Node }

/** Events as the notices of an OpenAPI document: a consumer of either reads what the provider writes. */
function noticesOf(document: object | undefined): object {
  const { messages = {}, schemas = {} } = ((document as Node | undefined)?.components ?? {}) as {
    messages?: Record<string, Message>
    schemas?: Node
  }
  const notice = ({ payload }: Message) => ({
    post: {
      requestBody: { required: true, content: { 'application/json': { schema: payload } } },
      responses: { 200: { description: 'Heard.' } },
    },
  })
  return {
    openapi: '3.1.0',
    info: { title: 'Events', version: '1' },
    paths: {},
    webhooks: Object.fromEntries(Object.values(messages).map((message) => [message.name, notice(message)])),
    components: { schemas },
  }
}
