import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { acceptConnectors, chosenConnectors } from '../connectors/acceptance.ts'
import { CASES } from '../connectors/acceptance-report.ts'
import { type Exchange, readRecording, writeRecording } from '../contracts-diff/recording.ts'
import { folderOf } from '../openapi/generate.ts'
import type { Project } from '../project.ts'

/** Where what a connector uses of its vendor is kept. */
export const recordingOf = ({ root }: Project, connector: string): string => join(root, folderOf(connector), 'use.har')

/** Cases in which the sandbox answers what no vendor does. */
const INVENTED = new Set(['unknown-field', 'unknown-value'])

/** Proves a connector against its sandbox, and keeps what it asked. Answers how many exchanges are kept. */
export async function recordVendor(project: Project, name: string): Promise<{ file: string; exchanges: number }> {
  const connectors = await chosenConnectors(project, name, false)
  const exchanges: Exchange[] = []
  const only = CASES.map(({ name }) => name).filter((name) => !INVENTED.has(name))
  await acceptConnectors(connectors, { only, heard: (exchange) => void exchanges.push(exchange) })
  const file = recordingOf(project, connectors[0]!.name)
  // What was refused is no use to keep, and how the connector is let in is no part of what it uses.
  const told = writeRecording(
    exchanges.filter(({ status, path }) => status < 400 && !/\/oauth2?\//.test(path)),
    { name: 'gantry vendors record', version: '1' },
  )
  const kept = readRecording(told).length
  if (kept > 0) await writeFile(file, told)
  return { file: relative(project.root, file), exchanges: kept }
}
