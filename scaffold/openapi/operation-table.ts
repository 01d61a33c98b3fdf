import type { ListPaging } from '@gantry/core/sandbox/document/document'
import type { Extension } from './document.ts'
import type { VendorOperation, VendorParameter } from './vendor-api.ts'

/** A row of `operations.gen.ts`: the operation as TypeScript, and what it is. */
export type TableRow = { id: string; about: string; code: string }

export function tableOf(
  operations: readonly VendorOperation[],
  extensions: ReadonlyMap<string, Extension>,
  serverName: (url: string) => string,
): TableRow[] {
  return operations.map((operation) => {
    const { id, method, path, summary, server, answer, body } = operation
    const { idempotencyKey, paging } = extensions.get(id) ?? {}
    const styles = Object.fromEntries(operation.parameters.flatMap(styleOf))
    const accept = answer.mediaType && answer.mediaType !== 'application/json' ? answer.mediaType : undefined
    const row = {
      method,
      // Behind a hash some tell apart what only a header does; it is no part of an address.
      path: path.replace(/#.*$/, ''),
      ...(server && { server: serverName(server) }),
      ...(Object.keys(styles).length > 0 && { styles }),
      ...(body && { body: { kind: body.kind, mediaType: body.mediaType, ...fieldsOf(body.encoding) } }),
      answer: answer.kind === 'form' || answer.kind === 'multipart' ? 'text' : answer.kind,
      ...(accept && { accept }),
      ...(idempotencyKey && { idempotencyKey }),
      ...(paging && { paging: withoutSize(paging) }),
    }
    return { id, about: summary || `${method.toUpperCase()} ${path.replaceAll('*/', '')}`, code: JSON.stringify(row) }
  })
}

const withoutSize = ({ size: _, ...paging }: ListPaging) => paging

/** How a parameter is written, where it is not the default of its place. */
function styleOf({ name, in: place, style, explode, json }: VendorParameter): [string, object][] {
  const usual = place === 'query' || place === 'cookie' ? 'form' : 'simple'
  const said = {
    ...(json && { json: true }),
    ...(style !== undefined && style !== usual && { style }),
    ...(explode !== undefined && explode !== ((style ?? usual) === 'form') && { explode }),
  }
  return Object.keys(said).length > 0 && place !== 'header' ? [[name, said]] : []
}

function fieldsOf(encoding: object | undefined): { fields?: object } {
  const fields = Object.entries(encoding ?? {}).flatMap(([name, one]): [string, object][] => {
    const { style, explode, contentType } = one as { style?: string; explode?: boolean; contentType?: string }
    const said = {
      ...(style !== undefined && { style }),
      ...(explode !== undefined && { explode }),
      ...(contentType !== undefined && /json/.test(contentType) && { json: true }),
    }
    return Object.keys(said).length > 0 ? [[name, said]] : []
  })
  return fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}
}
