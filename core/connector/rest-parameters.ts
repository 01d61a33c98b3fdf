import { stringify } from 'qs'

/** How a parameter is written, where it is not the default of its place (OpenAPI 3, Parameter Object). */
export type Style = {
  style?: 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'
  explode?: boolean
  /** The value is JSON. */
  json?: true
}
export type Styles = Readonly<Record<string, Style>>

const DELIMITERS: Record<string, string> = { spaceDelimited: ' ', pipeDelimited: '|' }

/** A path with its parameters filled in, each escaped. */
export function pathOf(template: string, values: Readonly<Record<string, unknown>>, styles: Styles = {}): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const { style = 'simple', explode = false } = styles[name] ?? {}
    const parts = partsOf(values[name], explode).map(encodeURIComponent)
    if (style === 'label') return `.${parts.join(explode ? '.' : ',')}`
    if (style === 'matrix') return `;${name}=${parts.join(explode ? `;${name}=` : ',')}`
    return parts.join(',')
  })
}

/** A query without its question mark; empty where nothing is given. */
export function queryOf(values: Readonly<Record<string, unknown>>, styles: Styles = {}): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => parameter(name, value, styles[name] ?? {}))
    .filter((part) => part !== '')
    .join('&')
}

function parameter(name: string, value: unknown, { style = 'form', explode = style === 'form', json }: Style): string {
  if (json) return `${encodeURIComponent(name)}=${encodeURIComponent(JSON.stringify(value))}`
  if (style === 'deepObject') return stringify({ [name]: value }, { skipNulls: true })
  if (Array.isArray(value)) {
    const parts = value.map((one) => encodeURIComponent(textOf(one)))
    if (parts.length === 0) return ''
    if (explode) return parts.map((part) => `${encodeURIComponent(name)}=${part}`).join('&')
    return `${encodeURIComponent(name)}=${parts.join(encodeURIComponent(DELIMITERS[style] ?? ','))}`
  }
  if (typeof value === 'object' && value !== null)
    return explode
      ? queryOf(value as Record<string, unknown>)
      : `${encodeURIComponent(name)}=${partsOf(value, false).map(encodeURIComponent).join(',')}`
  return `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`
}

/** The texts a value falls into: of an object its names and values in turn, or `name=value` of each. */
function partsOf(value: unknown, explode: boolean): string[] {
  if (Array.isArray(value)) return value.map(textOf)
  if (typeof value !== 'object' || value === null) return [textOf(value)]
  return Object.entries(value).flatMap(([name, one]) => (explode ? [`${name}=${textOf(one)}`] : [name, textOf(one)]))
}

export const textOf = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
