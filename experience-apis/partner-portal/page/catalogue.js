import { element } from '/partner-portal/kit/element.js'
import { paged } from '/partner-portal/kit/paged.js'
import { grouped } from './money.js'

export function showCatalogue(page, { signal }) {
  page.main.replaceChildren(
    element('h1', {}, 'Catalogue'),
    paged(page.api, '/catalogue', {
      signal,
      title: 'Catalogue',
      key: ({ sku }) => sku,
      nothing: () => 'Nothing is sold at present.',
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
    }).section,
  )
}
