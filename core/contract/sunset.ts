import { IntegrationError } from '../errors/integration-error.ts'
import { basePathOf, type Contract } from './contract.ts'

/** Epoch milliseconds at which a calendar day begins in UTC. */
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)

/**
 * What every answer of a deprecated version tells: since when (`Deprecation`, RFC 9745, which may lie ahead), until when
 * (`Sunset`, RFC 8594), what follows it and how to move (`Link`). Nothing for a version that is not deprecated.
 */
export function noticeOf(contract: Contract): Record<string, string> {
  const { deprecation } = contract
  if (!deprecation) return {}
  const successor = basePathOf({ ...contract, version: deprecation.successor })
  return {
    deprecation: `@${startOf(deprecation.since) / 1000}`,
    sunset: new Date(startOf(deprecation.sunset)).toUTCString(),
    link: `<${deprecation.migration}>; rel="deprecation"; type="text/html", <${successor}>; rel="successor-version"`,
  }
}

/** Throws `version-retired` (410) once the version has reached its sunset, or was retired before. */
export function refuseAfterSunset(contract: Contract, now = Date.now()): void {
  const { deprecation, lifecycle, name, version } = contract
  const over = lifecycle === 'retired' || (deprecation !== undefined && now >= startOf(deprecation.sunset))
  if (!over) return
  throw new IntegrationError(
    'version-retired',
    deprecation
      ? `Version ${version} of the ${name} API ended on ${deprecation.sunset}; version ${deprecation.successor} follows it.`
      : `Version ${version} of the ${name} API has ended.`,
    { kind: 'policy', status: 410, ...(deprecation && { detail: `How to move: ${deprecation.migration}` }) },
  )
}
