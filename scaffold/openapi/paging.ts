import type { ListPaging, SandboxDocument } from '@gantry/core/sandbox/document/document'
import { listPlace } from '@gantry/core/sandbox/document/resources'
import { type Shape, shapeOf } from '@gantry/core/sandbox/document/shape'
import type { VendorOperation } from './vendor-api.ts'

const plain = (name: string) => name.replace(/[^A-Za-z0-9@$]/g, '').toLowerCase()
const names = (list: string) => new Set(list.split(' '))

const CURSORS = names(
  'cursor pagetoken nexttoken after continuationtoken startingtoken pagecursor marker nextcursor continuation',
)
const NEXT = names(
  'nextcursor nextpagetoken nexttoken cursor after endcursor continuationtoken continuation nextpagecursor nextmarker',
)
const LINKS = names(
  'next nextlink nexturl nextpage @odatanextlink odatanextlink nextpageurl nextrecordsurl nexturi nextpagelink nexthref',
)
const OFFSETS = names('offset skip $skip startindex startposition start from startat startrow')
const TOTALS = names(
  'total totalcount totalsize totalresults totalsetsize totalitems totalrecords count resultcount recordsetcount @recordsetcount',
)
const PAGES = names('page pagenumber pageno pagenum pageindex currentpage')
const PAGE_COUNTS = names('totalpages pagecount lastpage numpages pages')
const SIZES = names('limit pagesize perpage maxresults $top count pagelimit size top maxitems showlimit recordsperpage')

/** How the document lets a list be read page by page; undefined where it shows no way, or where it is no list. */
export function pagingOf(document: SandboxDocument, operation: VendorOperation): ListPaging | undefined {
  const described = document.paths[operation.path]?.[operation.method]
  if (!described || (operation.method !== 'get' && operation.method !== 'post')) return undefined
  const items = listPlace(document, described)
  if (items === undefined || operation.answer.kind !== 'json') return undefined
  const query = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const find = (wanted: ReadonlySet<string>) => query.find((name) => wanted.has(plain(name)))
  const places = textPlaces(document, operation)
  const answer = (wanted: ReadonlySet<string>) => places.find((place) => wanted.has(plain(place.split('.').at(-1)!)))
  const size = find(SIZES)
  const common = { items, ...(size && { size }) }

  const more = places.find((place) => /^has_?more$/i.test(place.split('.').at(-1)!))
  const after = query.find((name) => /^starting_?after$/i.test(name))
  if (after && more) return { kind: 'after', ...common, parameter: after, id: 'id', more }
  const cursor = find(CURSORS)
  const next = answer(NEXT)
  if (cursor && next) return { kind: 'cursor', ...common, parameter: cursor, next }
  const link = places.find((place) => isLink(place))
  if (link) return { kind: 'link', ...common, next: link }
  if (cursor) {
    const named = places.find((place) => /next/i.test(place))
    if (named) return { kind: 'cursor', ...common, parameter: cursor, next: named }
  }
  const page = find(PAGES)
  if (page) {
    const pages = answer(PAGE_COUNTS)
    const { schema } = operation.parameters.find(({ name }) => name === page)!
    const first = schema.minimum === 0 || schema.default === 0 ? 0 : 1
    return { kind: 'page', ...common, parameter: page, first, ...(pages && { pages }) }
  }
  const offset = find(OFFSETS)
  if (offset) {
    const total = answer(TOTALS)
    return { kind: 'offset', ...common, parameter: offset, ...(total && { total }) }
  }
  return operation.answer.headers.some((name) => /^link$/i.test(name)) ? { kind: 'link', ...common } : undefined
}

function isLink(place: string): boolean {
  const steps = place.split('.')
  const last = plain(steps.at(-1)!)
  if (LINKS.has(plain(place))) return true
  return LINKS.has(last) || (last === 'href' && plain(steps.at(-2) ?? '') === 'next')
}

/** Places of plain values in an answer, two levels deep. */
function textPlaces(document: SandboxDocument, { answer }: VendorOperation): string[] {
  const found: string[] = []
  const visit = (shape: Shape, before: string, depth: number) => {
    for (const [name, schema] of Object.entries(shape.properties)) {
      const inner = shapeOf(document, schema)
      if (inner.type === 'object' && depth < 2) visit(inner, `${before}${name}.`, depth + 1)
      else if (inner.type !== 'array' && inner.type !== 'object') found.push(before + name)
    }
  }
  visit(shapeOf(document, answer.schema), '', 0)
  return found
}
