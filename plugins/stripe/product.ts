import type { Vendor } from './client.ts'
import { asked } from './failure.ts'

/** Stripe's id of the product that stands for an SKU: the SKU itself where it is plain, else its base64url. */
export const productId = (sku: string): string =>
  /^[\w-]+$/.test(sku) ? `gantry-${sku}` : `gantryx-${Buffer.from(sku).toString('base64url')}`

/** The SKU behind a product of ours; undefined for others. */
export function skuOf(id: string): string | undefined {
  if (id.startsWith('gantry-')) return id.slice('gantry-'.length)
  return id.startsWith('gantryx-') ? Buffer.from(id.slice('gantryx-'.length), 'base64url').toString() : undefined
}

/** Sees to it that each SKU has its product; a product once seen is not asked for again. */
export async function ensureProducts(vendor: Vendor, lines: { sku: string; description: string }[]): Promise<void> {
  const names = new Map(lines.map((line) => [productId(line.sku), line.description]))
  const unknown = [...names.keys()].filter((id) => !vendor.products.has(id))
  if (unknown.length > 0) {
    const found = asked(vendor.stripe.products.list({ ids: unknown, limit: 100 }))
    for (const id of unknown) {
      const ready = found.then(async ({ data }) => {
        if (!data.some((product) => product.id === id)) await create(vendor, id, names.get(id)!)
      })
      vendor.products.set(id, ready)
      // A failure is not remembered: the next call asks again.
      ready.catch(() => vendor.products.delete(id))
    }
  }
  await Promise.all([...names.keys()].map((id) => vendor.products.get(id)))
}

async function create({ stripe }: Vendor, id: string, name: string): Promise<void> {
  try {
    await stripe.products.create({ id, name })
  } catch (thrown) {
    // Another process was faster.
    if ((thrown as { code?: string }).code === 'resource_already_exists') return
    await asked(Promise.reject(thrown))
  }
}
