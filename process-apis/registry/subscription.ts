import { Instant } from '@gantry/canonical/fields'
import { delivered, sent } from '@gantry/canonical/webhook'
import { z } from '@gantry/core/contract'
import { Publication } from '@gantry/core/contract/publications'

export const SubscriptionId = z
  .string()
  .regex(/^[\w-]{1,60}$/)
  .openapi({ description: 'Chosen by whoever subscribes.', example: 'web-shop' })

const Apis = z
  .array(z.string().regex(/^(\*|(system|process|experience)\.(\*|[a-z0-9-]+))$/))
  .max(100)
  .openapi({ description: '`tier.name`, `tier.*`, or `*` for every API.', example: ['process.*', 'system.files'] })
const Events = z
  .array(z.string().regex(/^[a-z0-9-]+\.(\*|[A-Za-z0-9]+)$/))
  .max(100)
  .openapi({
    description: '`contract.event` or `contract.*`: told of a version that changes one of them, whichever API it is.',
    example: ['things.thingMade'],
  })
const Level = Publication.shape.level
const Levels = z.array(Level).min(1).max(4)

const address = z.url().max(2000).openapi({
  description: 'A public HTTPS address; redirects are not followed.',
  example: 'https://shop.example.com/in',
})
const State = z.enum(['active', 'paused'])

export const SubscriptionSettings = z
  .strictObject({
    url: address,
    apis: Apis.default(['*']),
    events: Events.default([]),
    levels: Levels.default(Level.options).openapi({ description: 'How grave its gravest change is.' }),
    state: State.default('active'),
  })
  .refine(({ apis, events }) => apis.length + events.length > 0, 'Expected an API or an event.')
  .openapi('SubscriptionSettings')

export const Subscription = z
  .object({
    id: SubscriptionId,
    url: address,
    apis: Apis,
    events: Events,
    levels: Levels,
    state: State,
    reason: z.string().optional().openapi({ description: 'Why it is paused.' }),
    createdAt: Instant,
  })
  .openapi('Subscription', { description: 'Who is told of what is published from the day on that it was set up.' })

export const MessageType = z
  .enum(['subscription.tested', 'contract.published'])
  .openapi('SubscriptionMessageType', { description: '`subscription.tested` is sent on demand alone.' })
export type MessageType = z.output<typeof MessageType>

export const Delivery = z
  .object({
    id: z.uuid(),
    subscription: SubscriptionId,
    message: z.string().openapi({ description: 'The `webhook-id` that is sent; a replay sends the same.' }),
    type: MessageType,
    ...delivered,
  })
  .openapi('SubscriptionDelivery')
export type Delivery = z.output<typeof Delivery>

export const DeliveryDetail = Delivery.extend(sent).openapi('SubscriptionDeliveryDetail')

/** What is told of a version that was published. */
export const PublishedContract = Publication.pick({
  tier: true,
  name: true,
  version: true,
  publishedOn: true,
  lifecycle: true,
  level: true,
  changelog: true,
  changes: true,
  migration: true,
  deprecation: true,
}).openapi('PublishedContract')
export type PublishedContract = z.output<typeof PublishedContract>
