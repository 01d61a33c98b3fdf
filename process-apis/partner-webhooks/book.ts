import type { Book } from '@gantry/core/webhooks/book'
import { WebhookType } from './contract.ts'

/** Endpoints, messages and deliveries of partners (migrations/0001-webhooks.sql). */
export const book: Book<{ events: WebhookType[] }, WebhookType> = {
  prefix: 'partner',
  owner: 'partner',
  topics: ['events'],
  types: ['endpoint.tested', ...WebhookType.options],
}
