import type { Json, JsonObject } from './document.ts'

/** A bound of a number; `open` where the value itself is not permitted. */
export type Bound = { value: number; open: boolean }

/** `if`, and what must hold where it does and where it does not. */
export type Condition = { test: Json; met: Json; unmet: Json }

/**
 * What a schema says once its references are followed and its `allOf` is merged, in one form for every version of
 * OpenAPI. `undefined` says nothing: every value is permitted.
 */
export type Shape = {
  /** Names of JSON types without `null`; an empty set permits nothing. */
  types?: Set<string>
  nullable?: boolean
  enum?: Json[]
  extensible?: Json[]
  formats: Set<string>
  patterns: Set<string>
  lower?: Bound
  upper?: Bound
  multipleOf?: number
  /** minLength, maxItems and their like, by keyword. */
  counts: Map<string, number>
  uniqueItems: boolean
  properties: Map<string, Json>
  required: Set<string>
  dependentRequired: Map<string, Set<string>>
  /** Schemas in keywords (items, additionalProperties, not, contains, …), by keyword or by keyword and key. */
  inner: Map<string, Json>
  /** What must hold if something else does. */
  conditions: Condition[]
  default?: Json
  readOnly: boolean
  writeOnly: boolean
  /** Whether it is announced that it goes, and since when (ISO 8601) where that is said. */
  deprecated?: { sunset?: string }
  discriminator?: JsonObject
  /** The discriminator again, where the schema is the one that others inherit it from. */
  base?: JsonObject
  /** The parts of the schema that hold always, without alternatives. */
  parts: Json[]
  /** What oneOf and anyOf offer. */
  alternatives: Json[][]
  /** Other keywords that a value is checked against: contentEncoding, contentMediaType. */
  labels: Map<string, string>
}

/** The media type of content of which only is said that it is bytes. */
export const ANY_CONTENT = 'application/octet-stream'

export function emptyShape(): Shape {
  return {
    formats: new Set(),
    patterns: new Set(),
    counts: new Map(),
    uniqueItems: false,
    properties: new Map(),
    required: new Set(),
    dependentRequired: new Map(),
    inner: new Map(),
    conditions: [],
    readOnly: false,
    writeOnly: false,
    parts: [],
    alternatives: [],
    labels: new Map(),
  }
}

/** Whether `a` permits less than `b`; `sign` is 1 for lower bounds, -1 for upper ones. */
export const tighter = (a: Bound, b: Bound, sign: 1 | -1): boolean =>
  a.value === b.value ? a.open && !b.open : (a.value - b.value) * sign > 0
