import type { ConnectorEvent } from '@gantry/core/connector'
import type { DocuSign } from './client.ts'
import { toConnectorEvents } from './notice.ts'
import { WireEnvelopes } from './wire.ts'

/** Two changes of the same moment may become visible one after the other: each sweep reads the last minute again. */
const OVERLAP_MS = 60_000
/** Without a cursor: as far back as a lost webhook could matter. */
const FIRST_MS = 30 * 86_400_000
const PAGE = 1000

/** Envelopes whose state changed since the cursor, which is a moment of DocuSign's clock, ISO 8601 UTC. */
export async function changes(docusign: DocuSign, cursor: string | undefined) {
  const since = cursor ? Date.parse(cursor) - OVERLAP_MS : Date.now() - FIRST_MS
  const events: ConnectorEvent[] = []
  let newest = cursor
  for (let position = 0, more = true; more; ) {
    const query = new URLSearchParams({
      from_date: new Date(since).toISOString(),
      from_to_status: 'changed',
      include: 'custom_fields,recipients',
      start_position: String(position),
      count: String(PAGE),
    })
    const page = await docusign.get(`/envelopes?${query}`, WireEnvelopes)
    const { envelopes = [], totalSetSize, lastQueriedDateTime } = page
    newest ??= lastQueriedDateTime ?? new Date(since).toISOString()
    for (const envelope of envelopes) {
      const at = envelope.statusChangedDateTime
      if (at && Date.parse(at) > Date.parse(newest)) newest = at
      events.push(...toConnectorEvents(envelope, at ?? newest))
    }
    position += envelopes.length
    more = envelopes.length > 0 && position < Number(totalSetSize ?? 0)
  }
  events.sort((a, b) => (a.at < b.at ? -1 : 1))
  return { events, cursor: new Date(newest!).toISOString() }
}
