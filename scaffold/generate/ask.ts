import { Refusal } from '../refusal.ts'

/** Whether a person can be asked: `--json` is for programs. */
export const isInteractive = (json: boolean): boolean =>
  process.stdin.isTTY === true && process.stdout.isTTY === true && !json

/** The name of a new piece: as given, or as a person says it. Throws a `Refusal` where there is nobody to ask. */
export async function nameOf(given: string | undefined, kind: string, json: boolean): Promise<string> {
  if (given !== undefined) return given
  if (!isInteractive(json))
    throw new Refusal(`What is the ${kind} called?`, `Name it: gantry new ${kind} stock-reservation`)
  const { input } = await import('@inquirer/prompts')
  return input({
    message: `What is the ${kind} called? (small letters with hyphens)`,
    validate: (name) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || 'Small letters with hyphens, such as acme-eu.',
  })
}

/** The capability that a connector provides, of those there are. Throws a `Refusal` where there is nobody to ask. */
export async function capabilityOf(given: string | undefined, names: string[], json: boolean): Promise<string> {
  if (given !== undefined) return given
  if (!isInteractive(json))
    throw new Refusal('Which capability is the connector to provide?', `Give --capability: ${names.join(', ')}.`)
  const { select } = await import('@inquirer/prompts')
  return select({
    message: 'Which capability is it to provide?',
    choices: names.map((name) => ({ name, value: name })),
  })
}

/** The vendor's document, where a person has one at hand. */
export async function documentOf(given: string | undefined, json: boolean): Promise<string | undefined> {
  if (given !== undefined || !isInteractive(json)) return given
  const { input } = await import('@inquirer/prompts')
  const answer = await input({ message: "The vendor's OpenAPI document: a file or an address (empty: none)" })
  return answer.trim() === '' ? undefined : answer.trim()
}
