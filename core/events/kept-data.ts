import type { EventType } from '../contract/contract.ts'
import { type Class, classesIn, classificationOf } from '../data/classification.ts'
import { Sealable } from '../security/encryption/sealable.ts'

const SENSITIVE: readonly Class[] = ['personal', 'secret']

/** An event's data as it goes to the database: sealed where its contract says that personal or secret data may be in it. */
export function keptData({ data: shape }: Pick<EventType, 'data'>, tenant: string, data: unknown): string {
  const text = JSON.stringify(data ?? null)
  const classes = classesIn(classificationOf(shape))
  // What looks like ours must not be taken for it.
  if (!SENSITIVE.some((one) => classes.has(one)) && !text.includes('"$sealed"')) return text
  return new Sealable(tenant, text) as unknown as string
}
