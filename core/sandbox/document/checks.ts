import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isRecord, type SandboxDocument, type Schema } from './document.ts'

export type Fault = { path: string; message: string }

const ROOT = 'document.json'

/** Checks values against the document's schemas. Compiles each when it is first asked for. */
export class Checks {
  readonly #exact: Ajv2020
  readonly #coercing: Ajv2020
  readonly #compiled = new WeakMap<Schema, { exact?: ValidateFunction | null; coercing?: ValidateFunction | null }>()

  constructor(document: SandboxDocument) {
    const components = {
      $id: ROOT,
      components: {
        schemas: Object.fromEntries(
          Object.entries(document.components.schemas).map(([name, schema]) => [name, asked(schema)]),
        ),
      },
    }
    const options = {
      strict: false,
      validateSchema: false,
      allErrors: true,
      logger: false,
      unicodeRegExp: false,
      // Vendors' schemas are large and each is asked a few times: compiling takes longer than asking.
      inlineRefs: false,
      code: { optimize: false },
    } as const
    this.#exact = new Ajv2020(options)
    // Queries and forms carry texts only.
    this.#coercing = new Ajv2020({ ...options, coerceTypes: 'array' })
    for (const ajv of [this.#exact, this.#coercing]) {
      formats.default(ajv, { mode: 'fast' })
      ajv.addSchema(components)
    }
  }

  /** What is wrong with a value; nothing where it is as asked. Texts of queries and forms become what they stand for. */
  faults(schema: Schema, value: unknown, texts = false): Fault[] {
    const validate = this.#validator(schema, texts)
    // A schema that no validator takes asks for nothing that could be checked.
    if (!validate) return []
    const holder = { value }
    return validate(holder) ? [] : (validate.errors ?? []).slice(0, 20).map(faultOf)
  }

  /** The value once texts have become what they stand for. */
  coerced(schema: Schema, value: unknown): { value: unknown; faults: Fault[] } {
    const holder = { value }
    const validate = this.#validator(schema, true)
    const faults = !validate || validate(holder) ? [] : (validate.errors ?? []).slice(0, 20).map(faultOf)
    return { value: holder.value, faults }
  }

  readonly fits = (schema: Schema, value: unknown): boolean => this.faults(schema, value).length === 0

  #validator(schema: Schema, texts: boolean): ValidateFunction | null {
    const known = this.#compiled.get(schema) ?? {}
    this.#compiled.set(schema, known)
    const kind = texts ? 'coercing' : 'exact'
    if (known[kind] === undefined) {
      try {
        // Held by an object, so that a coerced text has a place to be put back to.
        known[kind] = (texts ? this.#coercing : this.#exact).compile({ properties: { value: asked(schema) } })
      } catch {
        known[kind] = null
      }
    }
    return known[kind] ?? null
  }
}

const faultOf = ({ instancePath, message, params }: ErrorObject): Fault => ({
  path: instancePath.replace(/^\/value\/?/, '').replaceAll('/', '.'),
  message: `${message ?? 'is not as asked'}${'additionalProperty' in params ? `: ${params.additionalProperty}` : ''}`,
})

/**
 * The schema as requests are held to it. What only answers have is not asked for, and of `oneOf` several may fit:
 * vendors write it where their alternatives overlap.
 */
function asked(node: unknown, within = ''): Schema {
  if (Array.isArray(node)) return node.map((one) => asked(one)) as unknown as Schema
  if (!isRecord(node)) return node as Schema
  if (within === 'properties' || within === 'patternProperties')
    return Object.fromEntries(Object.entries(node).map(([name, schema]) => [name, asked(schema)]))
  const { discriminator, oneOf, example, examples, default: _, ...kept } = node
  const copy: Record<string, unknown> = {}
  for (const [keyword, value] of Object.entries(kept)) {
    if (keyword === '$ref') copy.$ref = String(value).replace(/^#/, `${ROOT}#`)
    else if (keyword === 'enum' || keyword === 'const') copy[keyword] = value
    else if (keyword === 'required') copy.required = requiredOf(node, value)
    else copy[keyword] = asked(value, keyword)
  }
  if (Array.isArray(oneOf)) {
    const alternatives = oneOf.map((one) => asked(one))
    if (copy.anyOf) copy.allOf = [...((copy.allOf as Schema[] | undefined) ?? []), { anyOf: alternatives }]
    else copy.anyOf = alternatives
  }
  return copy
}

function requiredOf({ properties }: Record<string, unknown>, required: unknown): unknown {
  if (!Array.isArray(required) || !isRecord(properties)) return required
  return required.filter((name) => !(isRecord(properties[name]) && properties[name].readOnly === true))
}
