import type { Route } from './api.ts'
import { currencyOf } from './currency.ts'
import { emit } from './event.ts'
import {
  clearable,
  currency,
  flag,
  merged,
  metadata,
  moments,
  natural,
  paging,
  parameters,
  text,
  within,
} from './form.ts'
import { assertDraft, DAY_S, finalize, linesOf, newInvoice, wireInvoice } from './invoice.ts'
import { AddLines, addedLine, totalsOf, UpdateLines, updatedLine } from './line.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import { search } from './search.ts'
import type { Invoice, Line, Metadata, World } from './world.ts'

/** https://docs.stripe.com/changelog/2016-02-22/no-more-than-250-invoice-items */
const MOST_ITEMS = 250

export function invoices(world: World, route: Route): void {
  const find = (id: string): Invoice => {
    const invoice = world.invoices.get(id)
    if (!invoice) throw missing('invoice', id)
    return invoice
  }

  route(
    'POST',
    '/v1/invoices',
    parameters({
      customer: text(),
      currency: currency.optional(),
      collection_method: text().optional(),
      days_until_due: natural.optional(),
      auto_advance: flag.optional(),
      pending_invoice_items_behavior: text().optional(),
      description: clearable().optional(),
      metadata: metadata.optional(),
    }),
    (input, _path, write) => {
      if (!world.customers.get(input.customer)) throw missing('customer', input.customer, 'customer', 400)
      if (input.collection_method !== 'send_invoice')
        throw invalid(
          'This sandbox has no payment methods on file: use collection_method=send_invoice.',
          'collection_method',
        )
      if (input.days_until_due === undefined)
        throw invalid('You must pass either `due_date` or `days_until_due` when `collection_method` is `send_invoice`.')
      const invoice = newInvoice(
        world,
        {
          customer: input.customer,
          currency: currencyOf(input.currency ?? 'usd'),
          daysUntilDue: input.days_until_due,
          metadata: merged({}, input.metadata),
          autoAdvance: input.auto_advance ?? false,
          reason: 'manual',
          parent: null,
          lines: () => [],
          description: input.description,
        },
        write,
      )
      return wireInvoice(world, invoice)
    },
  )

  route(
    'GET',
    '/v1/invoices/search',
    parameters({ query: text(), limit: paging.limit, page: text().optional() }),
    (input) => {
      const result = search(world, '/v1/invoices/search', world.invoices, input)
      return { ...result, data: result.data.map((invoice) => wireInvoice(world, invoice)) }
    },
  )

  route('GET', '/v1/invoices/:id', parameters({}), (_input, path) => wireInvoice(world, find(path.id!)))

  route(
    'GET',
    '/v1/invoices',
    parameters({
      ...paging,
      customer: text().optional(),
      subscription: text().optional(),
      status: text().optional(),
      created: moments.optional(),
    }),
    (input) => {
      const asked = [
        ...(input.subscription ? [`subscription:${input.subscription}`] : []),
        ...(input.customer ? [`customer:${input.customer}`] : []),
      ]
      const found = asked[0] ? world.invoices.having(asked[0]) : world.invoices.all()
      const matching = found.filter(
        (invoice) =>
          (!input.customer || invoice.customer === input.customer) &&
          (!input.status || invoice.status === input.status) &&
          within(invoice.created, input.created),
      )
      const page = pageOf('/v1/invoices', 'invoice', newestFirst(matching), input)
      return { ...page, data: page.data.map((invoice) => wireInvoice(world, invoice)) }
    },
  )

  route('GET', '/v1/invoices/:id/lines', parameters({ ...paging }), (input, path) =>
    pageOf(`/v1/invoices/${path.id}/lines`, 'line_item', linesOf(world, find(path.id!).id), input),
  )

  route(
    'POST',
    '/v1/invoices/:id',
    parameters({
      auto_advance: flag.optional(),
      description: clearable().optional(),
      days_until_due: natural.optional(),
      metadata: metadata.optional(),
    }),
    (input, path, write) => {
      const invoice = find(path.id!)
      if (input.days_until_due !== undefined) assertDraft(invoice)
      const advancing = input.auto_advance ?? invoice.auto_advance
      const updated = world.invoices.put(
        {
          ...invoice,
          auto_advance: advancing,
          automatically_finalizes_at: invoice.status === 'draft' && advancing ? world.clock.unix() + 3600 : null,
          ...(input.description !== undefined && { description: input.description }),
          ...(input.days_until_due !== undefined && { due_date: invoice.created + input.days_until_due * DAY_S }),
          metadata: merged(invoice.metadata, input.metadata),
        },
        write,
      )
      return wireInvoice(world, updated)
    },
  )

  /** Replaces the lines of a draft; the header follows in the same tick. */
  const relined = (invoice: Invoice, lines: Line[], pairs: Metadata | undefined, write: string) => {
    world.lines.put({ id: invoice.id, created: invoice.created, lines })
    const totals = totalsOf(lines)
    const due = Math.max(0, totals.total)
    const updated = world.invoices.put(
      { ...invoice, ...totals, amount_due: due, amount_remaining: due, metadata: merged(invoice.metadata, pairs) },
      write,
    )
    return wireInvoice(world, updated)
  }

  route('POST', '/v1/invoices/:id/add_lines', AddLines, (input, path, write) => {
    const invoice = find(path.id!)
    assertDraft(invoice)
    const before = linesOf(world, invoice.id)
    if (before.length + input.lines.length > MOST_ITEMS)
      throw invalid(`You cannot add more than ${MOST_ITEMS} invoice items to an invoice.`, 'lines')
    const added = input.lines.map((line, index) => addedLine(invoice, world.clock.unix(), line, index))
    return relined(invoice, [...before, ...added], input.invoice_metadata, write)
  })

  route('POST', '/v1/invoices/:id/update_lines', UpdateLines, (input, path, write) => {
    const invoice = find(path.id!)
    assertDraft(invoice)
    const changes = new Map(input.lines.map((line) => [line.id, line]))
    const lines = linesOf(world, invoice.id)
    for (const id of changes.keys())
      if (!lines.some((line) => line.id === id)) throw missing('invoice line item', id, 'lines', 400)
    const updated = lines.map((line) => {
      const change = changes.get(line.id)
      return change ? updatedLine(line, change) : line
    })
    return relined(invoice, updated, input.invoice_metadata, write)
  })

  route('POST', '/v1/invoices/:id/finalize', parameters({ auto_advance: flag.optional() }), (_input, path, write) => {
    const invoice = find(path.id!)
    if (invoice.status !== 'draft')
      throw invalid(
        "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
        undefined,
        'invoice_not_editable',
      )
    if (linesOf(world, invoice.id).length === 0)
      throw invalid(
        'You cannot finalize an invoice without any line items.',
        undefined,
        'invoice_no_customer_line_items',
      )
    return wireInvoice(world, finalize(world, invoice, write))
  })

  route('POST', '/v1/invoices/:id/void', parameters({}), (_input, path, write) => {
    const invoice = find(path.id!)
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
      throw invalid("You can only pass in open invoices. This invoice isn't open.")
    if (invoice.amount_paid > 0) throw invalid('You cannot void an invoice that has been partially paid.')
    const voided = world.invoices.put(
      {
        ...invoice,
        status: 'void',
        status_transitions: { ...invoice.status_transitions, voided_at: world.clock.unix() },
      },
      write,
    )
    world.owed.put({ id: invoice.id, created: invoice.created, share: '0' })
    const wire = wireInvoice(world, voided)
    emit(world, 'invoice.voided', wire)
    return wire
  })
}
