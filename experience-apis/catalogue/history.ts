import type { Call, Client } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import type { registry } from '@gantry/registry/contract'
import type { ApiVersion, Release } from './contract.ts'

type Registry = Client<typeof registry>
type Api = { tier: string; name: string }

/** The versions of an API, the newest first; the one that is served is among them before it is published. */
export async function versionsOf(registry: Registry, { tier, name }: Api, call: Call): Promise<ApiVersion[]> {
  const [{ items: apis }, published] = await Promise.all([
    registry.listApis({}, call),
    publishedOf(registry, { tier, name }, call),
  ])
  const served = apis.find((each) => each.tier === tier && each.name === name)
  if (!served || published.some(({ version }) => version === served.version)) return published
  return [{ version: served.version, lifecycle: served.lifecycle }, ...published]
}

async function publishedOf(registry: Registry, api: Api, call: Call): Promise<ApiVersion[]> {
  const { items } = await registry.listVersions(api, call)
  return items.reverse().map(({ version, lifecycle, publishedOn, changelog, level, score, deprecation }) => {
    const sunset = deprecation && { sunset: deprecation.sunset }
    return { version, lifecycle, publishedOn, changelog, level, score, ...sunset }
  })
}

/** The document of one version: as it was published, or as it is served where it is not published yet. */
export async function documentOf(
  registry: Registry,
  { tier, name }: Api,
  version: string,
  call: Call,
): Promise<Record<string, unknown>> {
  const found = (await versionsOf(registry, { tier, name }, call)).find((each) => each.version === version)
  if (!found)
    throw new IntegrationError('no-such-version', `There is no version ${version} of ${name}.`, {
      kind: 'data',
      status: 404,
    })
  if (found.publishedOn === undefined) return registry.getDocument({ tier, name }, call)
  return registry.getVersionDocument({ tier, name, version }, call)
}

/** What was published, of all APIs, the newest first. */
export async function releasesOf(registry: Registry, call: Call): Promise<Release[]> {
  const { items } = await registry.listApis({}, call)
  const releases = items.map(async ({ tier, name, title }) =>
    (await publishedOf(registry, { tier, name }, call)).map((version): Release => ({ ...version, tier, name, title })),
  )
  const order = ({ publishedOn, tier, name, version }: Release) => `${publishedOn} ${tier}.${name} ${version}`
  return (await Promise.all(releases)).flat().sort((a, b) => (order(a) < order(b) ? 1 : -1))
}
