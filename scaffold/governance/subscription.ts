import type { Publication } from '@gantry/core/contract/publications'
import { z } from 'zod'
import { keyOf } from './inspection.ts'
import { readList } from './teams.ts'

/** Who is told of what is published: by a webhook, signed as Standard Webhooks 1.0 has it. */
export const Subscription = z.strictObject({
  subscriber: z.string().min(1),
  url: z.url({ protocol: /^https$/ }),
  /** `tier.name`, or `tier.*`; all APIs where absent. */
  apis: z.array(z.string().regex(/^[a-z]+\.([a-z0-9-]+|\*)$/)).optional(),
  /** Only changes as grave as these; all where absent. */
  levels: z.array(z.enum(['breaking', 'warning', 'info', 'none'])).optional(),
  /** The environment variable that holds the secret (`whsec_…`); the secret itself stands in no file. */
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
})
export type Subscription = z.output<typeof Subscription>

export const SUBSCRIPTIONS = 'governance/subscriptions.yaml'

/** The subscriptions of a project. Throws a `Refusal` where one is not as it should be. */
export const readSubscriptions = (root: string): Promise<Subscription[]> => readList(root, SUBSCRIPTIONS, Subscription)

/** Whether a subscriber wants to hear of a publication. */
export const wants = ({ apis, levels }: Subscription, publication: Publication): boolean =>
  (apis?.some((api) => api === keyOf(publication) || api === `${publication.tier}.*`) ?? true) &&
  (levels?.includes(publication.level) ?? true)
