import type { ConnectorCase } from './connector-case.ts'
import { deletion } from './deletion.ts'
import { clockChange, midnight, overlap } from './feed.ts'
import { secrets } from './secrets.ts'
import { forged, received, reordered, replayed, twoWays } from './webhooks.ts'

/** In the order in which they run: `secrets` looks back at all the others. */
export const CONNECTOR_CASES: readonly ConnectorCase[] = [
  received,
  forged,
  replayed,
  reordered,
  twoWays,
  deletion,
  overlap,
  midnight,
  clockChange,
  secrets,
]
