const escaped = (text: string) =>
  text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')

/** A SOQL query; every value in it is quoted, so that no reference can end the string it stands in. */
export function soql(parts: TemplateStringsArray, ...values: string[]): string {
  // Indentation is for the reader of the source; in a URL each blank costs three bytes.
  const [first, ...rest] = parts.map((part) => part.replace(/\s+/g, ' '))
  return rest.reduce((query, part, at) => `${query}'${escaped(values[at]!)}'${part}`, first!).trim()
}
