import { type Address, CustomerDraft } from '@gantry/canonical/customer'
import { z } from 'zod'
import { countryCode } from './country.ts'
import { currencyCode } from './currency.ts'
import { type Found, firstUsable } from './found.ts'
import type { AddressSpec, Mapping } from './mapping.ts'
import type { Rejections } from './rejections.ts'
import { type Row, unusable } from './row.ts'
import { Section, type Tables } from './section.ts'

const email = z.email()

/** A draft must fit the canonical schema, whatever was read. */
export function check<T extends z.ZodType>(schema: T, draft: z.input<T>): z.output<T> {
  const parsed = schema.safeParse(draft)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return unusable([...(issue?.path.length ? [issue.path.join('.')] : []), issue?.message].join(': '))
}

function addressReader(
  section: Section,
  spec: AddressSpec | undefined,
  key: string,
): (row: Row) => Address | undefined {
  if (spec === undefined) return () => undefined
  const read = (name: keyof AddressSpec) => section.text(spec[name], `${key}.${name}`)
  const [street, city, region, postalCode, country] = [
    read('street'),
    read('city'),
    read('region'),
    read('postalCode'),
    read('country'),
  ]
  return (row) => {
    const name = country(row)
    // Without its country nobody can use an address: neither the tax engine nor the ledger.
    if (name === '') return undefined
    const parts = { street: street(row), city: city(row), region: region(row), postalCode: postalCode(row) }
    const known = Object.entries(parts).filter(([, text]) => text !== '')
    return { ...Object.fromEntries(known), country: countryCode(name) }
  }
}

/** Customers by reference: the first usable row of each. An e-mail address or phone that is none is left out. */
export async function readCustomers(
  tables: Tables,
  mapping: Mapping,
  rejections: Rejections,
): Promise<Found<CustomerDraft>> {
  const spec = mapping.customers
  const section = await Section.open(tables, 'customers', { ...spec, file: spec.file ?? mapping.file! }, mapping.format)
  const reference = section.text(spec.reference, 'reference')
  const name = section.text(spec.name, 'name')
  const mail = section.text(spec.email, 'email')
  const phone = section.text(spec.phone, 'phone')
  const currency = section.text(spec.currency, 'currency')
  const taxId = section.text(spec.taxId, 'taxId')
  const billTo = addressReader(section, spec.billTo, 'billTo')
  const shipTo = addressReader(section, spec.shipTo, 'shipTo')

  return firstUsable(section.rows, 'customer', reference, rejections, (row, key) => {
    const optional = {
      email: email.safeParse(mail(row)).data,
      phone: phone(row).slice(0, 60),
      currency: currency(row) && currencyCode(currency(row)),
      taxId: taxId(row),
      billTo: billTo(row) ?? shipTo(row),
      shipTo: shipTo(row) ?? billTo(row),
    }
    const known = Object.entries(optional).filter(([, value]) => value !== undefined && value !== '')
    return check(CustomerDraft, { name: (name(row) || key).slice(0, 255), ...Object.fromEntries(known) })
  })
}
