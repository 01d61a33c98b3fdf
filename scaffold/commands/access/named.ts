import { Args } from '@oclif/core'
import { Refusal } from '../../refusal.ts'

/** Which client, and which API. */
export const NAMED = {
  client: Args.string({ required: true, description: 'The client.' }),
  api: Args.string({ required: true, description: 'The API with its major version: experience.crm@1.' }),
}

/** Throws a `Refusal` where the API is not named so. */
export function nameOf({ client, api }: { client: string; api: string }) {
  const [, name, major] = /^([^@]+)@(\d+)$/.exec(api) ?? []
  if (name && major) return { client, api: name, major }
  throw new Refusal(`${api} names no API with its major version.`, 'Write it as experience.crm@1.')
}
