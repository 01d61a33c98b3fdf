import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Webhooks } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { type Config, VENDOR } from './client.ts'
import { toConnectorEvents } from './notice.ts'
import { Message } from './wire.ts'

/**
 * DocuSign Connect with HMAC: `X-DocuSign-Signature-1` to `-n` carry one signature for each of the account's keys, base64
 * of HMAC-SHA256 over the body as it came. It signs no time: a replay is known by what it tells.
 * https://developers.docusign.com/platform/webhooks/connect/hmac/
 */
export const webhooks: Webhooks<Config> = {
  verify: ({ headers, body }, { connectKeys }) => {
    const given = Object.entries(headers)
      .filter(([name]) => /^x-docusign-signature-\d+$/i.test(name))
      .map(([, value]) => Buffer.from(value))
    // Compared as text: the same bytes have several base64 texts.
    const wanted = connectKeys.map((key) => Buffer.from(createHmac('sha256', key).update(body).digest('base64')))
    if (wanted.some((digest) => given.some((each) => each.length === digest.length && timingSafeEqual(each, digest))))
      return
    throw new IntegrationError('webhook-forged', `This message does not come from ${VENDOR}.`, {
      kind: 'policy',
      status: 401,
    })
  },
  events: ({ body }) => {
    const { data, generatedDateTime } = Message.parse(JSON.parse(body))
    return data.envelopeSummary ? toConnectorEvents(data.envelopeSummary, generatedDateTime) : []
  },
}
