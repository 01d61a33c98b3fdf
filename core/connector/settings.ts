import { z } from '../contract/contract.ts'

type Environment = Record<string, string | undefined>

/**
 * A connection's configuration as the environment gives it: of a connection `acme-eu`, `baseUrl` is `ACME_EU_BASE_URL`.
 * What is no plain text is JSON.
 */
export function settingsOf(connection: string, schema: z.ZodType, environment: Environment): Record<string, unknown> {
  return Object.fromEntries(
    namesOf(schema).flatMap((name): [string, unknown][] => {
      const text = environment[variableOf(connection, name)]
      return text === undefined ? [] : [[name, /^[[{]/.test(text) ? parsed(text) : text]]
    }),
  )
}

/** The same, the other way round. */
export function environmentOf(connection: string, config: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      variableOf(connection, name),
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}

/** `ACME_EU_BASE_URL`, for a connection `acme-eu` and its `baseUrl`. */
export const variableOf = (connection: string, name: string): string =>
  `${connection.replaceAll('-', '_')}_${name.replace(/[A-Z]/g, '_$&')}`.toUpperCase()

const namesOf = (schema: z.ZodType): string[] => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])

/** Text that is no JSON is for the connector's schema to refuse, by name. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
