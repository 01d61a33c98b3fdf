import type { Contract, Port } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'

/** One rule: from this day on (always, where absent) what belongs to `value` goes to `connection`. */
export type Route = {
  value: string
  connection: string
  /** Calendar date, `2026-07-01`; the day in the value's own place of business. */
  from?: string
}

/** What a request is routed by, and the day that decides between two rules. */
export type RoutedBy = {
  /** What it is called, for people: `legal entity`. */
  readonly what: string
  readonly of: (request: Request) => { value: string | undefined; on: string | undefined }
}

/** The request as the port receives it. */
type Request = { readonly body?: Record<string, unknown>; readonly query?: Record<string, unknown> }

const ROUTE = /^(?:"((?:[^"]|"")+)"|([^"=@]+))(?:@(\d{4}-\d{2}-\d{2}))?=([a-z][a-z0-9-]*)$/

/**
 * A connection for everything, or one for each value: `acme`, or `NORTH=acme, SOUTH=zenith`. A value that moves has a
 * second rule: `NORTH=acme, NORTH@2026-07-01=zenith`. What rules would be split at is enclosed as in CSV:
 * `"North, Inc."=acme`. Throws an `Error` that names the part at fault.
 */
export function readRoutes(text: string): string | Route[] {
  const parts = text.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => part.trim())
  if (parts.length === 1 && !parts[0]!.includes('=')) return parts[0]!
  return parts.map((part) => {
    const [, enclosed, plain, from, connection] = ROUTE.exec(part) ?? []
    const value = enclosed?.replaceAll('""', '"') ?? plain?.trim()
    if (!value || !connection) throw new Error(`"${part}" is no route: write NORTH=acme or NORTH@2026-07-01=zenith.`)
    return { value, connection, ...(from && { from }) }
  })
}

/** What `readRoutes` reads. */
export const writeRoutes = (routes: readonly Route[]): string =>
  routes
    .map(({ value, from, connection }) => `"${value.replaceAll('"', '""')}"${from ? `@${from}` : ''}=${connection}`)
    .join(',')

/** The connection that the rules give; the latest rule in force on the day counts. */
export function routeOf(routes: readonly Route[], value: string, on: string): string | undefined {
  return routes
    .filter((route) => route.value === value && (route.from ?? '') <= on)
    .sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? 1 : -1))[0]?.connection
}

/**
 * One port over several connections. A value without a route throws `no-route` (data) before anything is called: there
 * is no default. Without a day of its own a request goes where today's would.
 */
export function routedPort(
  contract: Contract,
  routedBy: RoutedBy,
  routes: readonly Route[],
  portOf: (connection: string) => Promise<unknown>,
): Port<Contract> {
  type Operation = (input: Request, call: unknown) => Promise<unknown>
  const choose = (operation: string, request: Request): string => {
    const { value, on } = routedBy.of(request)
    const connection = value && routeOf(routes, value, on ?? new Date().toISOString().slice(0, 10))
    if (connection) return connection
    throw new IntegrationError('no-route', `No system is connected for the ${routedBy.what} "${value ?? ''}".`, {
      kind: 'data',
      team: 'integration',
      detail: `${contract.name}.${operation}: routed are ${[...new Set(routes.map((route) => route.value))].join(', ')}. Add a route for it.`,
    })
  }
  return Object.fromEntries(
    Object.keys(contract.operations).map((operation) => [
      operation,
      async (input: Request, call: unknown) => {
        const port = (await portOf(choose(operation, input))) as Record<string, Operation>
        return port[operation]!(input, call)
      },
    ]),
  ) as Port<Contract>
}
