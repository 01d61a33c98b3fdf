import type { Call, Client } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import type { registry } from '@gantry/registry/contract'
import type { ApiVersion } from './contract.ts'

type Registry = Client<typeof registry>
type Api = { tier: string; name: string }

/** The versions of an API, the newest first. */
export async function versionsOf(registry: Registry, { tier, name }: Api, call: Call): Promise<ApiVersion[]> {
  const { items } = await registry.listApis({}, call)
  const entry = items.find((each) => each.tier === tier && each.name === name)
  if (!entry) throw missing(`There is no API ${name} in the ${tier} tier.`, 'no-such-api')
  return [{ version: entry.version, lifecycle: entry.lifecycle }]
}

/** The document of one version, as published. */
export async function documentOf(
  registry: Registry,
  { tier, name }: Api,
  version: string,
  call: Call,
): Promise<Record<string, unknown>> {
  const known = await versionsOf(registry, { tier, name }, call)
  if (!known.some((each) => each.version === version))
    throw missing(`There is no version ${version} of ${name}.`, 'no-such-version')
  return registry.getDocument({ tier, name }, call)
}

const missing = (text: string, code: string) => new IntegrationError(code, text, { kind: 'data', status: 404 })
