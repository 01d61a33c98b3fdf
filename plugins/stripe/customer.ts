import type { Address, Customer, CustomerDraft } from '@gantry/canonical/customer'
import type Stripe from 'stripe'
import { headerKey, type Vendor } from './client.ts'
import { asked } from './failure.ts'
import { queryOf } from './lookup.ts'
import { REFERENCE } from './metadata.ts'

/** Stripe refuses longer phone numbers. */
const LONGEST_PHONE = 20

/**
 * Creates or updates the customer with this reference.
 *
 * Stripe has no unique key of ours, and its search learns of a record up to a minute late. So a new customer is made
 * as a shell whose key and content follow from the reference alone: for 24 hours every repeat, of any process and
 * with whatever data, gets the same customer. Past that the search has long known it.
 */
export function upsertCustomer(vendor: Vendor, reference: string, draft: CustomerDraft): Promise<Customer> {
  return vendor.exclusively(`customer:${reference}`, async () => {
    const wanted = toStripe(draft)
    const known = (await find(vendor, reference)) ?? (await shell(vendor, reference))
    const current = covers(known, wanted) ? known : await asked(vendor.stripe.customers.update(known.id, wanted))
    vendor.customerIds.set(reference, current.id)
    vendor.customerReferences.set(current.id, reference)
    return fromStripe(current, reference)
  })
}

async function find({ stripe, customerIds }: Vendor, reference: string): Promise<Stripe.Customer | undefined> {
  const id = customerIds.get(reference)
  if (id) {
    const customer = await asked(stripe.customers.retrieve(id))
    if (!customer.deleted) return customer
    customerIds.delete(reference)
  }
  const query = queryOf(REFERENCE, reference)
  const { data } = await asked(stripe.customers.search({ query, limit: 100 }))
  // The search ignores case. Of two, the older is the one.
  return data.filter((hit) => hit.metadata[REFERENCE] === reference).sort((a, b) => a.created - b.created)[0]
}

/** `after` names the one that was made for the reference before, and deleted by people since. */
async function shell(vendor: Vendor, reference: string, after = ''): Promise<Stripe.Customer> {
  const made = await asked(
    vendor.stripe.customers.create(
      { metadata: { [REFERENCE]: reference } },
      { idempotencyKey: headerKey(`gantry:customer:${reference}${after && `:${after}`}`) },
    ),
  )
  // With a fetch of ours the last response is fetch's own, whatever the SDK's types say.
  const { headers } = made.lastResponse as unknown as { headers: Headers }
  // A replayed answer is as old as its first: others may have filled the customer in since, or deleted it.
  if (headers.get('idempotent-replayed') !== 'true') return made
  const current = await asked(vendor.stripe.customers.retrieve(made.id))
  return current.deleted ? shell(vendor, reference, made.id) : current
}

/** The customer's reference, by its id; throws `not-found`. */
export async function referenceOf({ stripe, customerReferences }: Vendor, id: string): Promise<string> {
  const known = customerReferences.get(id)
  if (known) return known
  const customer = await asked(stripe.customers.retrieve(id))
  const reference = (!customer.deleted && customer.metadata[REFERENCE]) || id
  customerReferences.set(id, reference)
  return reference
}

/** Only what the draft names: absent fields are left as they are. */
function toStripe(draft: CustomerDraft) {
  const phone = draft.phone
  const metadata = {
    ...(draft.currency && { gantry_currency: draft.currency }),
    // Stripe's own tax ids need their type, which nobody told us.
    ...(draft.taxId && { gantry_tax_id: draft.taxId }),
    ...(phone && phone.length > LONGEST_PHONE && { gantry_phone: phone }),
  }
  return {
    name: draft.name,
    ...(draft.email && { email: draft.email }),
    ...(phone && phone.length <= LONGEST_PHONE && { phone }),
    ...(draft.billTo && { address: toStripeAddress(draft.billTo) }),
    ...(draft.shipTo && { shipping: { name: draft.name, address: toStripeAddress(draft.shipTo) } }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  } satisfies Stripe.CustomerUpdateParams
}

const toStripeAddress = (address: Address) => ({
  ...(address.street && { line1: address.street }),
  ...(address.city && { city: address.city }),
  ...(address.region && { state: address.region }),
  ...(address.postalCode && { postal_code: address.postalCode }),
  country: address.country,
})

/** Whether a record already says all that is wanted of it. */
function covers(record: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return record === wanted
  if (typeof record !== 'object' || record === null) return false
  return Object.entries(wanted).every(([key, value]) => covers((record as Record<string, unknown>)[key], value))
}

function fromStripe(customer: Stripe.Customer, reference: string): Customer {
  const { gantry_currency, gantry_tax_id, gantry_phone } = customer.metadata
  const phone = gantry_phone ?? customer.phone
  const billTo = fromStripeAddress(customer.address)
  const shipTo = fromStripeAddress(customer.shipping?.address)
  return {
    id: customer.id,
    reference,
    name: customer.name ?? reference,
    ...(customer.email && { email: customer.email }),
    ...(phone && { phone }),
    ...(gantry_currency && { currency: gantry_currency }),
    ...(gantry_tax_id && { taxId: gantry_tax_id }),
    ...(billTo && { billTo }),
    ...(shipTo && { shipTo }),
    native: customer,
  }
}

function fromStripeAddress(address: Stripe.Address | null | undefined): Address | undefined {
  if (!address?.country) return undefined
  return {
    ...(address.line1 && { street: address.line1 }),
    ...(address.city && { city: address.city }),
    ...(address.state && { region: address.state }),
    ...(address.postal_code && { postalCode: address.postal_code }),
    country: address.country,
  }
}
