import { z } from 'zod'
import type { Route } from './api.ts'
import { metadata, paging, parameters, text } from './form.ts'
import { newId } from './identifier.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import type { World } from './world.ts'

export function products(world: World, route: Route): void {
  route(
    'POST',
    '/v1/products',
    parameters({
      id: text().optional(),
      name: text().min(1),
      description: text().optional(),
      metadata: metadata.optional(),
    }),
    (input, _path, write) => {
      if (input.id && world.products.get(input.id))
        throw invalid('Product already exists.', 'id', 'resource_already_exists')
      const now = world.clock.unix()
      return world.products.put(
        {
          id: input.id ?? newId('prod'),
          object: 'product',
          active: true,
          created: now,
          default_price: null,
          description: input.description ?? null,
          images: [],
          livemode: false,
          marketing_features: [],
          metadata: input.metadata ?? {},
          name: input.name,
          package_dimensions: null,
          shippable: null,
          statement_descriptor: null,
          tax_code: null,
          type: 'service',
          unit_label: null,
          updated: now,
          url: null,
        },
        write,
      )
    },
  )

  route('GET', '/v1/products', parameters({ ...paging, ids: z.array(text()).max(100).optional() }), (input) => {
    const found = input.ids
      ? input.ids.flatMap((id) => world.products.get(id) ?? [])
      : newestFirst(world.products.all())
    return pageOf('/v1/products', 'product', found, input)
  })

  route('GET', '/v1/products/:id', parameters({}), (_input, path) => {
    const product = world.products.get(path.id!)
    if (!product) throw missing('product', path.id!)
    return product
  })
}
