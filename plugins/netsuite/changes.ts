import type { ConnectorEvent } from '@gantry/core/connector'
import { erp } from '@gantry/erp-api/contract'
import { receivableOf } from './invoice.ts'
import { earlier, instantOf, selected, since } from './local-time.ts'
import type { NetSuite } from './netsuite.ts'
import { ChangedInvoiceRow, DeletedRow, InvoiceRow } from './wire.ts'

/** Each sweep reads so far back again: an hour that comes twice, and what was committed late. */
const OVERLAP_MS = 2 * 3_600_000
const PAGE = 1000
const BEGINNING = '1970-01-01 00:00:00'
const DELETED = new Set(['invoice', 'custinvc'])

/**
 * Receivables that were paid, in part or whole, voided or deleted, by whomever. The cursor is the newest local time seen.
 * What is as it was posted is nobody's news.
 */
export async function changes({ client, company, account, timeZone }: NetSuite, cursor: string | undefined) {
  const from = cursor === undefined ? BEGINNING : earlier(cursor, OVERLAP_MS)
  const columns = Object.keys(InvoiceRow.shape).join(', ')
  const changed = await readOn(from, (start, offset) =>
    client.select(
      `SELECT ${columns}, ${selected('lastmodifieddate', 'modifiedat')} FROM transaction WHERE type = 'CustInvc' AND custbody_gantry_reference IS NOT NULL AND ${since('lastmodifieddate', start)} ORDER BY lastmodifieddate, id`,
      ChangedInvoiceRow,
      { limit: PAGE, offset },
    ),
  )
  const deleted = await readOn(from, (start, offset) =>
    client.select(
      `SELECT recordid, type, ${selected('deleteddate', 'modifiedat')} FROM deletedrecord WHERE ${since('deleteddate', start)} ORDER BY deleteddate, recordid`,
      DeletedRow,
      { limit: PAGE, offset },
    ),
  )
  const events: ConnectorEvent[] = []
  for (const row of changed) {
    const { net: _, tax: __, ...receivable } = receivableOf(await company.codeOf(row.currency), row)
    if (receivable.state === 'open' && receivable.open.amount === receivable.gross.amount) continue
    events.push({
      event: erp.events.receivableChanged,
      data: receivable,
      // Two changes may share a second: what came of each tells them apart.
      source: `${account} invoice ${row.id} ${row.modifiedat} ${receivable.state} ${receivable.open.amount}`,
      at: instantOf(row.modifiedat, timeZone),
    })
  }
  for (const { recordid, type, modifiedat } of deleted)
    if (DELETED.has(type.toLowerCase()))
      events.push({
        event: erp.events.receivableDeleted,
        data: { id: recordid },
        source: `${account} invoice ${recordid} deleted`,
        at: instantOf(modifiedat, timeZone),
      })
  const newest = [...changed, ...deleted].reduce(
    (max, { modifiedat }) => (modifiedat > max ? modifiedat : max),
    BEGINNING,
  )
  return {
    events: events.sort((a, b) => a.at.localeCompare(b.at)),
    cursor: cursor !== undefined && cursor > newest ? cursor : newest,
  }
}

type Dated = { modifiedat: string }
type Read<Row> = (start: string, offset: number) => Promise<{ items: Row[]; hasMore: boolean }>

/** Page by page by time: by offset alone, a row that changes meanwhile would push another one out of sight. */
async function readOn<Row extends Dated>(from: string, read: Read<Row>): Promise<Row[]> {
  const rows = new Map<string, Row>()
  let start = from
  for (let offset = 0; ; ) {
    const page = await read(start, offset)
    for (const row of page.items) rows.set(JSON.stringify(row), row)
    const last = page.items.at(-1)
    if (!page.hasMore || !last) return [...rows.values()]
    if (last.modifiedat === start) offset += PAGE
    else {
      start = last.modifiedat
      offset = 0
    }
  }
}
