import type { Installed } from './packages.ts'

export type Advisory = { package: string; severity: string; title: string; url: string }
export type Audited = { advisories: Advisory[] } | { unavailable: string }

/**
 * Known weaknesses of these packages, as the registry tells them (the bulk advisory endpoint that npm and pnpm ask).
 * A registry without it is told of: it says nothing about the packages.
 */
export async function advisoriesOf(packages: readonly Installed[], registry: string): Promise<Audited> {
  const versions: Record<string, string[]> = {}
  for (const { name, version } of packages) versions[name] = [...(versions[name] ?? []), version]
  let answer: Response
  try {
    answer = await fetch(new URL('-/npm/v1/security/advisories/bulk', registry.replace(/\/?$/, '/')), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(versions),
      signal: AbortSignal.timeout(20_000),
    })
  } catch (cause) {
    return { unavailable: (cause as Error).message }
  }
  if (!answer.ok) return { unavailable: `HTTP ${answer.status}` }
  const found = (await answer.json().catch(() => undefined)) as Record<string, Omit<Advisory, 'package'>[]> | undefined
  if (found === undefined) return { unavailable: 'an answer that is no JSON' }
  return {
    advisories: Object.entries(found).flatMap(([name, told]) =>
      told.map(({ severity, title, url }) => ({ package: name, severity, title, url })),
    ),
  }
}
