import { type EntitySet, keysOf, type Service } from './entity.ts'
import type { Properties, Property } from './property.ts'
import type { Answer } from './service.ts'

const V4_TYPES: Record<string, string> = { DateTime: 'Date' }

/** `$metadata`: the part of the published model that this sandbox serves. */
export function metadata(service: Service): Answer {
  const sets = Object.values(service.sets)
  const inner = [
    ...sets.map((set) => entityType(service, set)),
    ...Object.values(service.functions).map(
      ({ type, returns }) => `<ComplexType Name="${type}">${properties(service, returns)}</ComplexType>`,
    ),
    ...(service.version === 'V2' ? associations(service) : []),
    container(service),
  ].join('')
  const body =
    service.version === 'V2'
      ? `<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><edmx:DataServices m:DataServiceVersion="2.0"><Schema Namespace="${service.namespace}" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">${inner}</Schema></edmx:DataServices></edmx:Edmx>`
      : `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices><Schema Namespace="${service.namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm">${inner}</Schema></edmx:DataServices></edmx:Edmx>`
  return {
    status: 200,
    headers: { 'content-type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="utf-8"?>${body}`,
  }
}

function entityType(service: Service, set: EntitySet): string {
  const keys = keysOf(set)
    .map((key) => `<PropertyRef Name="${key}"/>`)
    .join('')
  const navigation = Object.entries(set.navigation).map(([name, { set: target, many }]) => {
    if (service.version === 'V2')
      return `<NavigationProperty Name="${name}" Relationship="${service.namespace}.${association(set, name)}" FromRole="From" ToRole="To"/>`
    const type = `${service.namespace}.${service.sets[target]!.type}`
    return `<NavigationProperty Name="${name}" Type="${many ? `Collection(${type})` : type}"/>`
  })
  return `<EntityType Name="${set.type}"><Key>${keys}</Key>${properties(service, set.properties)}${navigation.join('')}</EntityType>`
}

const properties = (service: Service, all: Properties): string =>
  Object.entries(all)
    .map(([name, property]) => `<Property Name="${name}" ${facets(service, property)}/>`)
    .join('')

function facets({ version }: Service, { type, length, precision, scale, key }: Property): string {
  return [
    `Type="Edm.${version === 'V4' ? (V4_TYPES[type] ?? type) : type}"`,
    ...(key ? ['Nullable="false"'] : []),
    ...(length ? [`MaxLength="${length}"`] : []),
    ...(precision ? [`Precision="${precision}" Scale="${scale}"`] : []),
  ].join(' ')
}

const association = (set: EntitySet, navigation: string): string => `${set.name}_${navigation}`

const associations = (service: Service): string[] =>
  Object.values(service.sets).flatMap((set) =>
    Object.entries(set.navigation).map(([name, { set: target, many }]) => {
      const end = (type: string, role: string, multiplicity: string) =>
        `<End Type="${service.namespace}.${type}" Multiplicity="${multiplicity}" Role="${role}"/>`
      const to = end(service.sets[target]!.type, 'To', many ? '*' : '0..1')
      return `<Association Name="${association(set, name)}">${end(set.type, 'From', '1')}${to}</Association>`
    }),
  )

function container(service: Service): string {
  const sets = Object.values(service.sets)
    .map((set) => `<EntitySet Name="${set.name}" EntityType="${service.namespace}.${set.type}"/>`)
    .join('')
  const functions = Object.entries(service.functions).map(([name, { type, parameters }]) => {
    const given = Object.entries(parameters).map(
      ([parameter, property]) => `<Parameter Name="${parameter}" ${facets(service, property)} Mode="In"/>`,
    )
    return `<FunctionImport Name="${name}" ReturnType="${service.namespace}.${type}" m:HttpMethod="GET">${given.join('')}</FunctionImport>`
  })
  const roles = Object.values(service.sets).flatMap((set) =>
    Object.entries(set.navigation).map(
      ([name, { set: target }]) =>
        `<AssociationSet Name="${association(set, name)}Set" Association="${service.namespace}.${association(set, name)}"><End EntitySet="${set.name}" Role="From"/><End EntitySet="${target}" Role="To"/></AssociationSet>`,
    ),
  )
  const inner = `${sets}${service.version === 'V2' ? roles.join('') : ''}${functions.join('')}`
  const main = service.version === 'V2' ? ' m:IsDefaultEntityContainer="true"' : ''
  return `<EntityContainer Name="${service.namespace.split('.').at(-1)}_Entities"${main}>${inner}</EntityContainer>`
}
