import { ENTITIES } from './entities.ts'
import { ENUMS, type Entity } from './entity.ts'
import { navigationsOf } from './query.ts'

const NAMESPACE = 'Microsoft.Dynamics.DataEntities'

/** `$metadata`: an OData CSDL document of what this sandbox knows. */
export function metadata(actions: Record<string, readonly string[]>): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices><Schema Namespace="${NAMESPACE}" xmlns="http://docs.oasis-open.org/odata/ns/edm">
${Object.entries(ENUMS).map(enumType).join('\n')}
${ENTITIES.map(entityType).join('\n')}
${Object.entries(actions).flatMap(boundActions).join('\n')}
<EntityContainer Name="Resources">
${ENTITIES.map(({ set, name }) => `<EntitySet Name="${set}" EntityType="${NAMESPACE}.${name}"/>`).join('\n')}
</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`
}

const enumType = ([name, members]: [string, readonly string[]]): string =>
  `<EnumType Name="${name}">${members.map((member, value) => `<Member Name="${member}" Value="${value}"/>`).join('')}</EnumType>`

function entityType(entity: Entity): string {
  const keys = entity.keys.map((key) => `<PropertyRef Name="${key}"/>`).join('')
  const properties = Object.entries(entity.properties).map(([name, property]) => {
    const type = property.type === 'Enum' ? `${NAMESPACE}.${property.name}` : property.type
    const scale = type === 'Edm.Decimal' ? ' Scale="Variable"' : ''
    return `<Property Name="${name}" Type="${type}"${scale}${entity.keys.includes(name) ? ' Nullable="false"' : ''}/>`
  })
  const navigations = navigationsOf(entity).map(([name, { set, many }]) => {
    const target = `${NAMESPACE}.${ENTITIES.find((each) => each.set === set)!.name}`
    return `<NavigationProperty Name="${name}" Type="${many ? `Collection(${target})` : target}"/>`
  })
  return `<EntityType Name="${entity.name}"><Key>${keys}</Key>${[...properties, ...navigations].join('')}</EntityType>`
}

function boundActions([set, names]: [string, readonly string[]]): string[] {
  const { name: type } = ENTITIES.find((each) => each.set === set)!
  return names.map(
    (name) => `<Action Name="${name}" IsBound="true"><Parameter Name="${type}" Type="${NAMESPACE}.${type}"/></Action>`,
  )
}
