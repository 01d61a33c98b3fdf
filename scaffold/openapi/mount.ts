import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import { Refusal } from '../refusal.ts'

/** Names the connector in gantry.config.ts, as a connection of its own name. False where it is there already. */
export async function mountConnection(root: string, name: string, packageName: string): Promise<boolean> {
  const file = join(root, 'gantry.config.ts')
  const text = await readFile(file, 'utf8')
  const connections = connectionsIn(text)
  if (!connections)
    throw new Refusal(
      'gantry.config.ts has no object `connections` that could be added to.',
      `Add the connection by hand: '${name}': { connector: () => import('${packageName}') }.`,
    )
  const known = connections.properties.some((property) => property.name && nameOf(property.name) === name)
  if (known) return false
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`
  const entry = `${key}: { connector: () => import('${packageName}') },`
  const last = connections.properties.at(-1)
  const end = last ? last.getEnd() + (text[last.getEnd()] === ',' ? 1 : 0) : connections.getStart() + 1
  const comma = last && text[last.getEnd()] !== ',' ? ',' : ''
  await writeFile(file, `${text.slice(0, end)}${comma}\n    ${entry}${text.slice(end)}`)
  return true
}

const nameOf = (name: ts.PropertyName): string => ('text' in name ? name.text : name.getText())

function connectionsIn(text: string): ts.ObjectLiteralExpression | undefined {
  const source = ts.createSourceFile('gantry.config.ts', text, ts.ScriptTarget.ESNext, true)
  let found: ts.ObjectLiteralExpression | undefined
  const visit = (node: ts.Node): void => {
    if (found) return
    if (
      ts.isPropertyAssignment(node) &&
      nameOf(node.name) === 'connections' &&
      ts.isObjectLiteralExpression(node.initializer)
    )
      found = node.initializer
    else ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Makes the connector a dependency of the project. False where it is one already. */
export async function addDependency(root: string, packageName: string): Promise<boolean> {
  const file = join(root, 'package.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { dependencies?: Record<string, string> }
  if (manifest.dependencies?.[packageName]) return false
  const dependencies = Object.entries({ ...manifest.dependencies, [packageName]: 'workspace:*' })
  manifest.dependencies = Object.fromEntries(dependencies.sort(([a], [b]) => (a < b ? -1 : 1)))
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`)
  return true
}
