import type { Field, ObjectType } from './schema.ts'
import { typeOf } from './schema.ts'

const NUMERIC = new Set(['double', 'currency', 'percent'])
const label = (name: string) =>
  name
    .replace(/^SBQQ__/, '')
    .replace(/__c$/, '')
    .replaceAll('_', ' ')

function described(field: Field) {
  return {
    name: field.name,
    label: label(field.name),
    type: field.type,
    length: field.length ?? 0,
    precision: NUMERIC.has(field.type) ? (field.precision ?? 0) : 0,
    scale: NUMERIC.has(field.type) ? (field.scale ?? 0) : 0,
    custom: field.name.endsWith('__c'),
    createable: !field.readOnly,
    updateable: !field.readOnly && !field.fixed,
    nillable: !field.required && field.type !== 'boolean' && field.type !== 'id',
    defaultedOnCreate: field.type === 'boolean' || field.type === 'id',
    calculated: false,
    externalId: field.externalId ?? false,
    unique: field.externalId ?? false,
    idLookup: field.type === 'id' || (field.externalId ?? false),
    filterable: true,
    sortable: true,
    restrictedPicklist: field.values !== undefined,
    picklistValues: (field.values ?? []).map((value) => ({
      value,
      label: value,
      active: true,
      defaultValue: false,
      validFor: null,
    })),
    referenceTo: field.referenceTo ? [field.referenceTo] : [],
    relationshipName: field.parent ?? null,
  }
}

const urls = (version: string, name: string) => {
  const sobject = `/services/data/v${version}/sobjects/${name}`
  return { sobject, describe: `${sobject}/describe`, rowTemplate: `${sobject}/{ID}` }
}

export function summary(version: string, { name, prefix }: ObjectType) {
  return {
    name,
    label: label(name),
    keyPrefix: prefix,
    custom: name.endsWith('__c'),
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    urls: urls(version, name),
  }
}

/** `GET /sobjects/{object}/describe`. */
export function describe(version: string, type: ObjectType) {
  return {
    ...summary(version, type),
    fields: [...type.fields.values()].map(described),
    childRelationships: [...type.children].map(([relationshipName, { object, field }]) => ({
      relationshipName,
      childSObject: object,
      field,
      cascadeDelete: typeOf(object).fields.get(field)!.fixed ?? false,
    })),
  }
}
