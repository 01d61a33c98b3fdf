import type { Fate } from '@gantry/canonical/company'
import type { Decimal } from '@gantry/canonical/money'
import { currencyCode } from './currency.ts'
import { type Extra, extrasReader } from './extras.ts'
import { flawOf } from './found.ts'
import type { Mapping } from './mapping.ts'
import { type Rejections, reasonOf } from './rejections.ts'
import { type Row, unusable } from './row.ts'
import { Section, type Tables } from './section.ts'

/** What an order says apart from its lines. */
export type Header = {
  customer: string
  date: string
  currency: string
  legalEntity: string
  fate: Fate
  stated: { net?: Decimal; tax?: Decimal; gross?: Decimal }
  extras: Extra[]
  discountShare?: Decimal
  discountAmount?: Decimal
  tax?: Decimal
}

export type FoundHeader = { reference: string; row: Row } & ({ header: Header } | { reason: string })

const PLAIN_FATES = { live: 'pay', cancelled: 'cancelled', wait: 'wait', hold: 'hold', refuse: 'refuse' } as const

/** `live`, `cancelled`, `wait`, `hold`, `refuse` or `part 0.4`. */
function fateOf(status: string): Fate {
  const kind = Object.hasOwn(PLAIN_FATES, status) ? PLAIN_FATES[status as keyof typeof PLAIN_FATES] : undefined
  if (kind !== undefined) return { kind }
  const part = /^part (0\.\d{1,6})$/.exec(status)
  if (part) return { kind: 'part', fraction: part[1]! }
  return unusable(`status "${status}" is none of ${Object.keys(PLAIN_FATES).join(', ')}, part 0.4; give it by a map`)
}

function statusReader(section: Section, mapping: Mapping): (row: Row) => Fate {
  const { status } = mapping.orders
  if (status === undefined) return () => ({ kind: 'pay' })
  const read = section.text(status, 'status')
  return (row) => fateOf(read(row) || unusable('status is blank'))
}

function entityReader(section: Section, mapping: Mapping): (row: Row) => string {
  const declared = mapping.legalEntities
  const { legalEntity } = mapping.orders
  const only =
    declared?.length === 1 ? declared[0]!.name : declared === undefined ? mapping.name.slice(0, 60) : undefined
  const read = section.text(legalEntity, 'legalEntity')
  return (row) => {
    const name = read(row) || (legalEntity === undefined ? only : undefined) || unusable('the legal entity is missing')
    if (declared !== undefined && !declared.some((entity) => entity.name === name)) {
      unusable(`legal entity "${name}" is not among the mapping's legalEntities`)
    }
    return name
  }
}

/**
 * Orders by reference, in the order of the file. An order may take several rows, as in a denormalised export: the
 * first one is read, and a later one that says otherwise (another customer, date, currency, …) makes the order unusable,
 * since either could be meant.
 */
export async function readHeaders(
  tables: Tables,
  mapping: Mapping,
  rejections: Rejections,
): Promise<Map<string, FoundHeader>> {
  const spec = mapping.orders
  const section = await Section.open(tables, 'orders', { ...spec, file: spec.file ?? mapping.file! }, mapping.format)
  const reference = section.text(spec.reference, 'reference')
  const customer = section.text(spec.customer, 'customer')
  const date = section.text(spec.date, 'date')
  const currency = section.text(spec.currency, 'currency')
  const legalEntity = entityReader(section, mapping)
  const fate = statusReader(section, mapping)
  const stated = (['net', 'tax', 'gross'] as const).flatMap((name) => {
    const value = spec.stated?.[name]
    return value === undefined ? [] : [{ name, read: section.number(value, `stated.${name}`) }]
  })
  const extras = extrasReader(section, spec.extras)
  const discountShare = section.share(spec.discountPercent, 'percent', 'discountPercent')
  const discountAmount = section.maybe(spec.discountAmount, 'discountAmount')
  const tax = section.maybe(spec.tax, 'tax')

  const identity = [
    { what: 'customer', cell: customer },
    { what: 'date', cell: date },
    { what: 'currency', cell: currency },
    { what: 'legal entity', cell: section.text(spec.legalEntity, 'legalEntity') },
    { what: 'status', cell: section.text(spec.status, 'status') },
    ...Object.entries(spec.stated ?? {}).map(([name, value]) => ({
      what: `stated ${name}`,
      cell: section.text(value, name),
    })),
    ...(spec.extras ?? []).map((extra) => ({ what: extra.name, cell: section.text(extra.amount, 'amount') })),
  ]

  function read(row: Row): Header {
    const share = discountShare(row)
    const off = discountAmount(row)?.abs()
    const agreed = tax(row)
    if (agreed?.lt(0)) unusable(`tax ${agreed.toFixed()} is negative`)
    return {
      customer: customer(row) || unusable('the order names no customer'),
      date: section.date(date(row) || unusable('the date is missing')),
      currency: currencyCode(currency(row)),
      legalEntity: legalEntity(row),
      fate: fate(row),
      stated: Object.fromEntries(stated.map(({ name, read }) => [name, read(row)])),
      extras: extras(row),
      ...(share && { discountShare: share }),
      ...(off && { discountAmount: off }),
      ...(agreed && { tax: agreed }),
    }
  }

  const headers = new Map<string, FoundHeader>()
  for (const row of section.rows) {
    let key = ''
    try {
      key = reference(row)
      if (key === '') unusable(row.broken ?? 'the order has no reference')
      const flaw = flawOf(key)
      if (flaw !== undefined) {
        rejections.add(row, `the order's reference ${flaw}`)
        continue
      }
      const before = headers.get(key)
      if (row.broken !== undefined) unusable(row.broken)
      if (before === undefined) {
        headers.set(key, { reference: key, row, header: read(row) })
      } else if ('header' in before) {
        const other = identity.find(({ cell }) => cell(row) !== '' && cell(row) !== cell(before.row))
        if (other) unusable(`the order is already on line ${before.row.line}, with another ${other.what}`)
      }
    } catch (thrown) {
      const reason = reasonOf(thrown)
      rejections.add(row, reason, key)
      if (key !== '') headers.set(key, { reference: key, row: headers.get(key)?.row ?? row, reason })
    }
  }
  return headers
}
