import { element } from '/partner-portal/kit/element.js'
import { listing } from './listing.js'
import { grouped } from './money.js'

export function showCatalogue(page, { signal }) {
  page.main.replaceChildren(
    element('h1', {}, 'Catalogue'),
    listing(page, {
      signal,
      path: '/catalogue',
      title: 'Catalogue',
      key: ({ sku }) => sku,
      nothing: 'Nothing is sold at present.',
      columns: [
        { name: 'SKU', cell: ({ sku }) => sku },
        { name: 'Product', cell: ({ name }) => name },
        { name: 'Charged', cell: ({ charge, term }) => (term ? `every ${term.count} ${term.unit}` : charge) },
        {
          name: 'List price',
          amount: true,
          cell: ({ currency, listPrice }) => `${currency} ${grouped(listPrice)}`,
        },
      ],
    }),
  )
}
