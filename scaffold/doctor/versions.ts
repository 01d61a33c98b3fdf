import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, unwell, well } from './finding.ts'

const NODE_MAJOR = 24

/** Node, and Gantry's packages: two versions of one of them would not know each other's errors. */
export function examineVersions(root: string, node = process.versions.node): Finding[] {
  const scope = join(root, 'node_modules/@gantry')
  const versions = new Map<string, string[]>()
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const { version } = JSON.parse(readFileSync(join(scope, name, 'package.json'), 'utf8')) as { version: string }
    versions.set(version, [...(versions.get(version) ?? []), name])
  }
  return [
    Number.parseInt(node, 10) >= NODE_MAJOR
      ? well('versions', `Node is ${node}.`)
      : unwell('versions', `Node is ${node}.`, `Use ${NODE_MAJOR} or newer: pnpm brings it, npx -y pnpm@12 …`, true),
    packages([...versions]),
  ]
}

function packages(versions: readonly [string, string[]][]): Finding {
  const [first, ...others] = versions
  if (!first) return unwell('versions', "Gantry's packages are not installed.", 'npx -y pnpm@12 install', true)
  if (others.length === 0) return well('versions', `${first[1].length} packages of Gantry are ${first[0]}.`)
  const said = versions.map(([version, names]) => `${version} (${names.join(', ')})`).join('; ')
  return unwell('versions', `Gantry's packages differ: ${said}.`, 'Give them one version in package.json.', true)
}
