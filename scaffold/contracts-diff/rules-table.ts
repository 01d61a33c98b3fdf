import { FAMILIES } from './compare.ts'

/** docs/contracts-diff.md: how to use the comparison, and every rule of it. */
export function rulesPage(): string {
  const sections = Object.entries(FAMILIES).map(([family, rules]) => {
    const rows = Object.entries(rules).map(
      ([id, { level, text, remedy }]) => `| \`${id}\` | ${level} | ${text.replaceAll('|', '\\|')} | ${remedy} |`,
    )
    return [
      `## ${family}`,
      '',
      '| rule | level | says | how to change safely |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n')
  })
  return `${HEAD}\n${sections.join('\n')}`
}

const HEAD = `# Contracts diff

<!-- The tables are generated from the rules by \`node scaffold/contracts-diff/write-rules-page.ts\`; do not edit. -->

\`gantry contracts diff <old> <new>\` tells what a change of an OpenAPI 3.0, 3.1 or Swagger 2.0 document (JSON or YAML,
with local and relative references) means to those who use the API.

- A request that is narrowed breaks, and so does a response that is widened; callbacks and webhooks are sent by the
  provider, so they count the other way round.
- What is written otherwise but says the same is no change: 3.0's \`nullable\` and 3.1's type arrays, Swagger 2.0 and
  OpenAPI 3, one \`oneOf\` and none, inlined and referenced, merged and split \`allOf\`, renamed components.
  The path of the address may move into the paths, values may be named one by one, and bytes need no schema.
- What follows from what is said counts as said: a limit that all listed values keep to, a limit of a type that is not
  permitted, \`then\` without \`if\`, what is required together with what is required.
- A value added to a closed list that is answered breaks: whoever decides by it meets a value nobody knows. Let a list that
  shall grow say so: \`x-extensible-enum\` (Zalando), or \`x-ms-enum\` with \`modelAsString\`.
- Where a schema has a discriminator, those that inherit from it by \`allOf\` are compared too.
- What \`x-stability-level\` calls draft or alpha may change: what is found of it is info. To lower the level breaks.
- \`--format\` is text, json, markdown, junit, sarif or github; \`--json\` prints
  \`{"level", "findings": [{"id", "level", "location", "text"}]}\`, where \`level\` is breaking, warning, info or none.
- \`--fail-on breaking\` (or \`warning\`) exits with 1 where something is found. A document that cannot be read is refused
  with its line, its column and the reason, and exit code 2.
- References to addresses on the network are not followed: what lies behind them permits everything.
- A schema that several operations share is told of once for requests and once for responses, where it is met first.

How well it judges: \`node scaffold/contracts-diff/corpus/measure.ts\` compares every pair of our own corpus and prints how
many breaking ones were found and how many harmless ones were taken for breaking. A test keeps that none is judged wrongly.

Measured in November 2026 on 327 pairs that were written and labelled before the comparison met them (237 by hand, 90 by
program in published documents), once: 139 of 149 breaking ones were found (93 %), and 11 of 178 harmless ones were taken for
breaking (6 %), all of these by limits that say nothing new. Their classes were mended since: of the same pairs, 146 and 1.
107 further ones, written afterwards: 55 of 57 (96 %), and 2 of 50 (4 %).

It needs no project and reads nothing but the two documents. In a program: \`compare(await readDocument('old.yaml'), await readDocument('new.yaml'))\` from
\`@gantry/contracts-diff/compare\` and \`…/document\`.
`
