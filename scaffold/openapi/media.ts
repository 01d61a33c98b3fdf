import { isObject, type JsonObject } from '../contracts-diff/document.ts'
import type { BodyKind } from './vendor-api.ts'

/** Also `application/x-amz-json-1.1`, but no sequence of JSON texts. */
const isJson = (type: string) =>
  /[/+-]json\b(?!-(seq|lines))/i.test(type) || type === '*/*' || /^application\/\*$/.test(type)

/** How a body of this media type travels. */
export function bodyKind(mediaType: string): BodyKind {
  const type = mediaType.toLowerCase()
  if (isJson(type)) return 'json'
  if (type.startsWith('application/x-www-form-urlencoded')) return 'form'
  if (type.startsWith('multipart/')) return 'multipart'
  return type.startsWith('text/') || /[/+](xml|yaml|csv|javascript|graphql)\b/.test(type) ? 'text' : 'bytes'
}

const RANK: BodyKind[] = ['json', 'form', 'multipart', 'text', 'bytes']

/** The media type that is easiest to speak, and what is said of it: JSON first, plain JSON before a vendor's own. */
export function chosenMedia(content: JsonObject): [string, JsonObject] | undefined {
  const rank = (type: string) =>
    RANK.indexOf(bodyKind(type)) * 2 + (/^application\/json\b/i.test(type) || type === '*/*' ? 0 : 1)
  const [chosen] = Object.keys(content).toSorted((a, b) => rank(a) - rank(b))
  if (chosen === undefined) return undefined
  const media = content[chosen]
  return [chosen === '*/*' ? 'application/json' : chosen, isObject(media) ? media : {}]
}
