import { z } from '@gantry/core/contract'

export const CalendarDate = z.iso
  .date()
  .openapi({ description: 'A calendar date without a time zone, as documents carry it.', example: '2026-03-31' })

export const Instant = z.iso
  .datetime({ offset: true })
  .openapi({ description: 'A moment, ISO 8601 in UTC.', example: '2026-03-31T09:30:00Z' })

/** The id a system gives to its own record. */
export const SystemId = z.string().min(1).max(255).openapi({ example: '10042' })

/** The business key every system can be asked by; it never changes. */
export const Reference = z.string().min(1).max(120).openapi({ example: 'Q-00042' })

/** The company that sells, as the ledger knows it. */
export const LegalEntity = z.string().min(1).max(60).openapi({ example: 'EMEA', 'x-classification': 'internal' })

/** The vendor's own record, as it came; never interpreted outside of its connector. */
export const Native = z.unknown().openapi({ description: "The vendor's own record." })
