import type { Connector } from '@gantry/core/connector'
import { settingsOf, variableOf } from '@gantry/core/connector/settings'
import { connectionsInUse, type GantryConfig } from '@gantry/core/runtime/config'
import { type Finding, unwell, well } from './finding.ts'

type Environment = Record<string, string | undefined>

const REACHED_WITHIN_MS = 3_000
const LOOPBACK = /^(localhost|127\.|\[?::1)/

/** Every connection in use: whether it is configured, whether its system answers, and whose clock is wrong. */
export async function examineConnections(
  config: GantryConfig,
  environment: Environment,
  production: boolean,
): Promise<Finding[]> {
  const names = connectionsInUse(config, environment)
  return (await Promise.all(names.map((name) => examine(config, name, environment, production)))).flat()
}

async function examine(
  { connections }: GantryConfig,
  name: string,
  environment: Environment,
  production: boolean,
): Promise<Finding[]> {
  const connection = connections[name]!
  const connector = (await connection.connector()).default as Connector
  const given = connection.config?.(environment) ?? settingsOf(name, connector.config, environment)
  const parsed = connector.config.safeParse(given)
  if (!parsed.success) {
    const wanted = [...new Set(parsed.error.issues.map(({ path }) => variableOf(name, String(path[0] ?? ''))))]
    const mend = `Set ${wanted.join(', ')}.${production ? '' : ' `gantry dev` uses the sandbox meanwhile.'}`
    return [unwell('connections', `${name} (${connector.title}) is not configured.`, mend, production)]
  }
  const addresses = Object.values(parsed.data as Record<string, unknown>).filter(
    (value): value is string => typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value),
  )
  const found = await Promise.all([...new Set(addresses)].map((address) => reach(name, address, production)))
  return found.length > 0 ? found.flat() : [well('connections', `${name} (${connector.title}) is configured.`)]
}

/** Any answer will do: credentials are not tried, since some vendors lock accounts. */
async function reach(name: string, address: string, production: boolean): Promise<Finding[]> {
  const { host, hostname, origin } = new URL(address)
  const findings: Finding[] = []
  if (production && LOOPBACK.test(hostname))
    findings.push(
      unwell('connections', `${name} is at ${host}, a sandbox on this machine.`, "Name the vendor's address.", true),
    )
  try {
    const asked = Date.now()
    const response = await fetch(origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(REACHED_WITHIN_MS),
    })
    findings.push(well('connections', `${name} answers at ${host}.`))
    const said = Date.parse(response.headers.get('date') ?? '')
    // The header has whole seconds.
    const apart = Math.abs(said - (asked + Date.now()) / 2)
    if (apart > 5_000)
      findings.push(
        unwell(
          'clocks',
          `${name}'s clock is ${Math.round(apart / 1000)} s from this machine's.`,
          'Let this machine follow a time server (NTP).',
          true,
        ),
      )
  } catch {
    findings.push(
      unwell(
        'connections',
        `${name} does not answer at ${host}.`,
        'See that the address is right and the network lets it through.',
        true,
      ),
    )
  }
  return findings
}
