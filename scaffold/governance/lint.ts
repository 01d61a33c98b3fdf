import { createConfig, lintFromString } from '@redocly/openapi-core'
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core'
import owaspRuleset from '@stoplight/spectral-owasp-ruleset'
import rulesets from '@stoplight/spectral-rulesets'
import { RULES } from './rules.ts'

export type Severity = 'error' | 'warning' | 'info'

/** What a linter found. `path` is a JSON pointer into the document. */
export type LintFinding = { rule: string; severity: Severity; path: string; message: string }

type Rule = { given?: string | string[]; recommended?: boolean; resolved?: boolean; then?: Then }
type Then = { function: (target: unknown, options: unknown, context: object) => unknown; functionOptions?: unknown }

/** Spectral keeps compiled schemas by this object, one for each document: shared, they are compiled once. */
const INVENTORY = {}

/** The rules that hold a whole document against the schema of its format, without compiling that for each document. */
function compiledOnce(rules: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => {
      const rule = rules[name] as Rule & { then: Then }
      const check: Then['function'] = (target, options, context) =>
        rule.then.function(target, options, { ...context, documentInventory: INVENTORY })
      // A literal with a `then` could be taken for a promise.
      return [name, { ...rule, ...Object.fromEntries([['then', { ...rule.then, function: check }]]) }]
    }),
  )
}

/**
 * The same rules, faster: those that look into every corner see each part of a document once instead of wherever it is
 * referred to, and those about responses and parameters look where ours stand. (We have no callbacks.)
 */
function narrowed(rules: Record<string, unknown>): Record<string, unknown> {
  const narrow = ([name, rule]: [string, unknown]) => {
    const { given, ...rest } = rule as Rule
    const places = [given ?? []].flat()
    const everywhere = places.some((place) => /^(\$\.\.|#(String|Integer|Array)Properties|.*\.\.content)/.test(place))
    const narrower = places.map((place) =>
      place.replace(/^\$\.paths(\[\*\])?\.\.(?=responses|parameters)/, '$.paths[*][*].'),
    )
    const changed = everywhere || narrower.some((place, index) => place !== places[index])
    return changed ? [[name, { ...rest, given: narrower, ...(everywhere && { resolved: false }) }]] : []
  }
  const applies = ([name, rule]: [string, unknown]) => (rule as Rule).recommended !== false && !name.startsWith('oas2')
  return Object.fromEntries(Object.entries(rules).filter(applies).flatMap(narrow))
}

/** The package's types say that it is wrapped once more; it is not. */
const owasp = owaspRuleset as unknown as { aliases: object; rules: Record<string, unknown> }

/** What Spectral holds against OpenAPI documents: its own recommendations, OWASP's API security top ten, and ours. */
const OPENAPI = {
  extends: [
    [rulesets.oas, 'recommended'],
    [owasp, 'recommended'],
  ],
  aliases: owasp.aliases,
  rules: {
    ...narrowed(rulesets.oas.rules),
    ...compiledOnce(rulesets.oas.rules, ['oas3-schema']),
    ...narrowed(owasp.rules),
    ...RULES,
    // Redocly compares examples with their schemas, in a tenth of the time.
    'oas3-valid-media-example': 'off',
    'oas3-valid-schema-example': 'off',
    // OpenAPI 3.1 has roles for every kind of scheme; the rule knows scopes of OAuth 2 alone.
    'oas3-operation-security-defined': 'off',
    // Names, sentences and vendors' ids keep to no pattern; what does keep to one is checked by `gantry-date` and its like.
    'owasp:api4:2023-string-restricted': 'off',
    // Redocly knows those that only events use.
    'oas3-unused-component': 'off',
  },
} as unknown as RulesetDefinition

const ASYNCAPI = {
  extends: [[rulesets.asyncapi, 'recommended']],
  rules: {
    ...compiledOnce(rulesets.asyncapi.rules, ['asyncapi-3-document-resolved', 'asyncapi-3-document-unresolved']),
    // Events are told within Gantry; where they leave it, the subscription names the address.
    'asyncapi-servers': 'off',
    // A team has a name and a mailbox; a page of its own it need not have.
    'asyncapi-info-contact-properties': 'off',
    // 3.0.0 is what the tools of our consumers read.
    'asyncapi-latest-version': 'off',
  },
} as unknown as RulesetDefinition

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'info']

const engines = new Map<RulesetDefinition, InstanceType<typeof spectral.Spectral>>()

async function bySpectral(document: object, ruleset: RulesetDefinition): Promise<LintFinding[]> {
  let engine = engines.get(ruleset)
  if (!engine) {
    engine = new spectral.Spectral()
    engine.setRuleset(ruleset)
    engines.set(ruleset, engine)
  }
  const found = await engine.run(document as Record<string, unknown>)
  return found.map(({ code, severity, path, message }) => ({
    rule: String(code),
    severity: SEVERITIES[severity] ?? 'info',
    path: pointerOf(path),
    message,
  }))
}

const pointerOf = (path: readonly (string | number)[]): string =>
  ['', ...path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/') || '/'

async function byRedocly(document: object): Promise<LintFinding[]> {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      'no-invalid-media-type-examples': 'error',
      // The events of an API share its schemas.
      'no-unused-components': 'off',
    },
  })
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config })
  return found.map(({ ruleId, severity, message, location }) => ({
    rule: `redocly:${ruleId}`,
    severity: severity === 'error' ? 'error' : 'warning',
    path: location[0]?.pointer?.slice(1) ?? '/',
    message,
  }))
}

/** Everything the linters hold against a published document, the gravest first. */
export async function lint(document: object): Promise<LintFinding[]> {
  const found =
    'asyncapi' in document
      ? await bySpectral(document, ASYNCAPI)
      : [...(await bySpectral(document, OPENAPI)), ...(await byRedocly(document))]
  return found.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
}

/** Of 100: five less for an error, one for a warning. */
export function scoreOf(findings: readonly LintFinding[]): number {
  const lost = findings.map(({ severity }) => ({ error: 5, warning: 1, info: 0 })[severity])
  return Math.max(0, 100 - lost.reduce((sum, points) => sum + points, 0))
}
