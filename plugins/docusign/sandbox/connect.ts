import { createHmac, randomUUID } from 'node:crypto'
import type { Delivery, SandboxContext } from '@gantry/core/sandbox'
import { type Envelope, shown, stamp } from './envelope.ts'

/** DocuSign Connect, JSON SIM messages, one for each change of an envelope's state. */
export function tell({ settings, deliveries, clock }: SandboxContext, envelope: Envelope): void {
  if (!settings.webhookUrl) return
  const message = {
    event: `envelope-${envelope.status}`,
    apiVersion: 'v2.1',
    uri: `/restapi/v2.1/accounts/${settings.accountId}/envelopes/${envelope.id}`,
    retryCount: 0,
    configurationId: 10_001,
    generatedDateTime: stamp(clock.iso()),
    data: {
      accountId: settings.accountId,
      userId: settings.userId,
      envelopeId: envelope.id,
      envelopeSummary: shown(envelope, ['custom_fields', 'recipients']),
    },
  }
  deliveries.send({ id: randomUUID(), url: settings.webhookUrl, body: JSON.stringify(message) })
}

/** One header for each of the account's keys: `connectKey` may hold several, by comma. */
export function signatures({ settings }: SandboxContext, { body }: Delivery): Record<string, string> {
  const keys = (settings.connectKey ?? '').split(',').filter(Boolean)
  return Object.fromEntries([
    ['x-authorization-digest', 'HMACSHA256'],
    ...keys.map((key, index) => [
      `x-docusign-signature-${index + 1}`,
      createHmac('sha256', key).update(body).digest('base64'),
    ]),
  ])
}
