export type Level = 'breaking' | 'warning' | 'info'

/** One change that matters, at one place. `text` is a sentence, `remedy` says how to make the change safely. */
export type Finding = { id: string; level: Level; location: string; text: string; remedy: string }

/** What one rule says. In `text`, `{name}` stands for a value of the finding. */
export type Rule = { level: Level; text: string; remedy: string }

/** The rules of one family by their ids. */
export type Rules = Record<string, Rule>

/** Who writes what is compared: the consumer (requests) or the provider (responses, webhooks). */
export type Direction = 'request' | 'response'

/** How the set of permitted values changed: `narrowed` holds fewer, `widened` more, `changed` neither of the two. */
export type Turn = 'narrowed' | 'widened' | 'changed'

/** Nothing has to be done about what is only told. */
export const NOTHING = 'Nothing to do.'

export const REMEDIES = {
  request: 'Keep accepting what was accepted; ask for the new form in a new operation or a new major version.',
  response: 'Keep answering what was promised; answer the new form in a new field, operation or major version.',
}

/**
 * The rules of one aspect (say `maximum`) in both directions. A request that is narrowed breaks, and so does a response
 * that is widened; the other ways are only told. Neither narrower nor wider breaks in both.
 */
export function bothDirections(aspect: string, title: string, levels: Partial<Record<string, Level>> = {}): Rules {
  const rules: Rules = {}
  for (const direction of ['request', 'response'] as const)
    for (const turn of ['narrowed', 'widened', 'changed'] as const) {
      const id = `${direction}-${aspect}-${turn}`
      const harmless = turn === (direction === 'request' ? 'widened' : 'narrowed')
      const level = levels[`${direction}-${turn}`] ?? (harmless ? 'info' : 'breaking')
      const words = { narrowed: 'permits less than before', widened: 'permits more than before', changed: 'changed' }
      rules[id] = {
        level,
        text: `${title} of {name} in the ${direction} ${words[turn]}: from {from} to {to}.`,
        remedy: level === 'info' ? NOTHING : REMEDIES[direction],
      }
    }
  return rules
}
