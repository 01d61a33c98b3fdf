import { z } from 'zod'
import type { Route } from './api.ts'
import { emit } from './event.ts'
import { address, clearable, merged, metadata, moments, paging, parameters, text, within } from './form.ts'
import { newId, randomText } from './identifier.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import { search } from './search.ts'
import { cancel } from './subscriptions.ts'
import type { Customer, World } from './world.ts'

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const shape = {
  name: clearable(256).optional(),
  email: clearable(512).optional(),
  phone: clearable(20).optional(),
  description: clearable().optional(),
  address: address.optional(),
  shipping: z.strictObject({ name: text(), phone: clearable(20).optional(), address }).optional(),
  metadata: metadata.optional(),
}

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

function checked<T extends { email?: string | null | undefined }>(input: T): T {
  if (input.email && !EMAIL.test(input.email))
    throw invalid(`Invalid email address: ${input.email}`, 'email', 'email_invalid')
  return input
}

/** All that is left of it (https://docs.stripe.com/api/customers/delete). */
const deleted = (id: string) => ({ id, object: 'customer', deleted: true })

export function customers(world: World, route: Route): void {
  const find = (id: string): Customer => {
    const customer = world.customers.get(id)
    if (!customer) throw missing('customer', id)
    return customer
  }

  route('POST', '/v1/customers', parameters(shape), (input, _path, write) => {
    checked(input)
    const customer = world.customers.put(
      {
        id: newId('cus'),
        object: 'customer',
        address: input.address ? { ...NO_ADDRESS, ...input.address } : null,
        balance: 0,
        created: world.clock.unix(),
        currency: null,
        default_source: null,
        delinquent: false,
        description: input.description ?? null,
        discount: null,
        email: input.email ?? null,
        invoice_prefix: randomText(8, '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'),
        invoice_settings: {
          custom_fields: null,
          default_payment_method: null,
          footer: null,
          rendering_options: null,
        },
        livemode: false,
        metadata: merged({}, input.metadata),
        name: input.name ?? null,
        next_invoice_sequence: 1,
        phone: input.phone ?? null,
        preferred_locales: [],
        shipping: input.shipping
          ? { phone: null, ...input.shipping, address: { ...NO_ADDRESS, ...input.shipping.address } }
          : null,
        tax_exempt: 'none',
        test_clock: null,
      },
      write,
    )
    emit(world, 'customer.created', customer)
    return customer
  })

  route(
    'GET',
    '/v1/customers/search',
    parameters({ query: text(), limit: paging.limit, page: text().optional() }),
    (input) => search(world, '/v1/customers/search', world.customers, input),
  )

  route('GET', '/v1/customers/:id', parameters({}), (_input, path) =>
    world.deletedCustomers.get(path.id!) ? deleted(path.id!) : find(path.id!),
  )

  route('DELETE', '/v1/customers/:id', parameters({}), (_input, path, write) => {
    const customer = find(path.id!)
    for (const subscription of world.subscriptions.having(`customer:${customer.id}`)) cancel(world, subscription)
    for (const invoice of world.invoices.having(`customer:${customer.id}`))
      if (invoice.auto_advance) world.invoices.put({ ...invoice, auto_advance: false })
    world.deletedCustomers.put(customer)
    world.customers.remove(customer, write)
    emit(world, 'customer.deleted', customer)
    return deleted(customer.id)
  })

  route('POST', '/v1/customers/:id', parameters(shape), (input, path, write) => {
    checked(input)
    const { expand: _, ...given } = input
    const customer = find(path.id!)
    return world.customers.put(
      {
        ...customer,
        ...given,
        ...(given.address && { address: { ...NO_ADDRESS, ...given.address } }),
        ...(given.shipping && {
          shipping: { phone: null, ...given.shipping, address: { ...NO_ADDRESS, ...given.shipping.address } },
        }),
        email: given.email === undefined ? customer.email : given.email,
        metadata: merged(customer.metadata, given.metadata),
      },
      write,
    )
  })

  route(
    'GET',
    '/v1/customers',
    parameters({ ...paging, email: text(512).optional(), created: moments.optional() }),
    (input) => {
      const found = input.email ? world.customers.having(`email:${input.email}`) : world.customers.all()
      const matching = found.filter((customer) => within(customer.created, input.created))
      return pageOf('/v1/customers', 'customer', newestFirst(matching), input)
    },
  )
}
