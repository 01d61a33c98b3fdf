import { randomUUID } from 'node:crypto'
import type { SandboxContext } from '../sandbox.ts'
import { Checks } from './checks.ts'
import type { SandboxDocument } from './document.ts'
import { sampleOf } from './sample.ts'

/** Sends the smallest delivery of a webhook that the document names, to the `webhookUrl` of the settings. */
export function sendWebhook(
  document: SandboxDocument,
  { deliveries, settings }: SandboxContext,
  name: string,
): { id: string } {
  const content = document.webhooks?.[name]?.post?.requestBody?.content
  if (!content) throw new Error(`The document names no webhook "${name}".`)
  if (!settings.webhookUrl) throw new Error('The sandbox was given no webhookUrl.')
  const body = sampleOf(document, Object.values(content)[0]?.schema, new Checks(document).fits)
  const id = randomUUID()
  deliveries.send({ id, url: settings.webhookUrl, body: JSON.stringify(body) })
  return { id }
}
