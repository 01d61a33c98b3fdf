import { stringify } from 'qs'
import { queryOf, type Styles, textOf } from './rest-parameters.ts'

/** How an operation's body travels; `fields` says how those of a form are written. */
export type RestBody = {
  readonly kind: 'json' | 'form' | 'multipart' | 'text' | 'bytes'
  readonly mediaType: string
  readonly fields?: Styles
}

/** A body as it goes over the wire, and its content type: that of a multipart body names its own boundary. */
export async function bodyOf(
  { kind, mediaType, fields }: RestBody,
  body: unknown,
): Promise<{ body: BodyInit; contentType: string }> {
  switch (kind) {
    case 'json':
      return { body: JSON.stringify(body), contentType: mediaType }
    case 'form':
      return { body: formOf(body as Record<string, unknown>, fields), contentType: mediaType }
    case 'multipart': {
      const written = new Response(multipartOf(body as Record<string, unknown>))
      const contentType = written.headers.get('content-type') ?? mediaType
      return { body: await written.arrayBuffer(), contentType }
    }
    default:
      return { body: body as BodyInit, contentType: mediaType }
  }
}

/** Objects go as `name[field]=value` unless the document says otherwise: the only way that keeps their depth. */
function formOf(values: Record<string, unknown>, fields: Styles = {}): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      const field = fields[name]
      if (field && field.style !== 'deepObject') return queryOf({ [name]: value }, { [name]: field })
      const deep = field !== undefined || (typeof value === 'object' && !Array.isArray(value))
      return deep ? stringify({ [name]: value }, { skipNulls: true }) : queryOf({ [name]: value })
    })
    .filter((part) => part !== '')
    .join('&')
}

/** A list goes as a part for each entry, an object as JSON (OpenAPI 3, Encoding Object). */
function multipartOf(values: Record<string, unknown>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part instanceof Blob) form.append(name, part)
      else if (typeof part === 'object')
        form.append(name, new Blob([JSON.stringify(part)], { type: 'application/json' }))
      else form.append(name, textOf(part))
    }
  }
  return form
}
