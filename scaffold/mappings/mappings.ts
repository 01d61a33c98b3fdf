import type { Connector, Repeat } from '@gantry/core/connector'
import { listConnections, showConnection } from '../connectors/connections.ts'
import type { Project } from '../project.ts'
import { type Hole, holesOf } from './holes.ts'
import { type Release, releasesOf } from './release.ts'

type Environment = Record<string, string | undefined>

/** One operation of a capability, and how a connector does it at its vendor. */
export type MappedOperation = {
  /** `contract.operation`. */
  operation: string
  repeat: Repeat['repeat']
  /** Why nobody mapped it. */
  because?: string
}

export type ListedMapping = {
  connection: string
  connector: string
  title: string
  /** Capabilities that it is named for. */
  serves: string[]
  mapped: number
  unmapped: number
  holes: number
  release?: Release
}

export type ShownMapping = ListedMapping & { operations: MappedOperation[]; open: Hole[] }

/** The mapping of every connection of gantry.config.ts. Nothing is connected. Throws a `Refusal`. */
export async function listMappings(project: Project, environment: Environment): Promise<ListedMapping[]> {
  const releases = await releasesOf(project.root)
  const connections = await listConnections(project, environment)
  return Promise.all(
    connections.map(async ({ name }) => {
      const { operations: _, open: __, ...listed } = await mappingOf(project, name, environment, releases)
      return listed
    }),
  )
}

/** Throws a `Refusal` where there is no such connection. */
export async function showMapping(project: Project, name: string, environment: Environment): Promise<ShownMapping> {
  return mappingOf(project, name, environment, await releasesOf(project.root))
}

async function mappingOf(
  project: Project,
  name: string,
  environment: Environment,
  releases: ReadonlyMap<string, Release>,
): Promise<ShownMapping> {
  const { connector, title, serves } = await showConnection(project, name, environment)
  const { manifest } = (await project.config.connections[name]!.connector()).default as Connector
  const operations = Object.entries(manifest).map(([operation, entry]) => operationOf(operation, entry))
  const unmapped = operations.filter(({ repeat }) => repeat === 'unmapped').length
  const open = holesOf(project.root, connector)
  const release = releases.get(connector)
  return {
    connection: name,
    connector,
    title,
    serves,
    mapped: operations.length - unmapped,
    unmapped,
    holes: open.length,
    ...(release && { release }),
    operations,
    open,
  }
}

const operationOf = (operation: string, entry: Repeat): MappedOperation => ({
  operation,
  repeat: entry.repeat,
  ...('because' in entry && entry.because !== undefined && { because: entry.because }),
})
