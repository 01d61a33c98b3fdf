import type { ConnectorEvent } from '@gantry/core/connector'
import { esign } from '@gantry/esign-api/contract'
import { instant, referenceOf, toEnvelope } from './envelope.ts'
import type { WireEnvelope } from './wire.ts'

const EVENTS = {
  completed: esign.events.envelopeCompleted,
  declined: esign.events.envelopeDeclined,
  voided: esign.events.envelopeVoided,
}

/** What an envelope's present state tells; nothing of one that is not ours, or whose state is of no interest. */
export function toConnectorEvents(envelope: WireEnvelope, at: string): ConnectorEvent[] {
  const event = EVENTS[envelope.status.toLowerCase() as keyof typeof EVENTS]
  if (!event || !referenceOf(envelope)) return []
  const { id, reference, state, reason } = toEnvelope(envelope)
  return [
    {
      event: event as unknown as ConnectorEvent['event'],
      data: { id, reference, state, ...(reason && { reason }) },
      // An envelope comes to each of these states once, however often that is told, and by whichever way.
      source: `${id}:${state}`,
      at: instant(envelope.statusChangedDateTime ?? at),
    },
  ]
}
