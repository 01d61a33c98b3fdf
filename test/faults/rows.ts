import type { Row } from './row.ts'
import { clocks } from './rows/clocks.ts'
import { crashPoints } from './rows/crash-points.ts'
import { databaseCrash } from './rows/database-crash.ts'
import { denials } from './rows/denials.ts'
import { edges } from './rows/edges.ts'
import { kill } from './rows/kill.ts'
import { brokenLinks } from './rows/links.ts'
import { outage } from './rows/outage.ts'
import { pause } from './rows/pause.ts'
import { poison } from './rows/poison.ts'
import { programs } from './rows/programs.ts'
import { release } from './rows/release.ts'
import { repeats } from './rows/repeats.ts'
import { restore } from './rows/restore.ts'
import { tampering } from './rows/tampering.ts'
import { vendorFailures } from './rows/vendor-failures.ts'
import { webhooks } from './rows/webhooks.ts'

/** Every row there is, in the order in which `all` runs them. */
export const ROWS: readonly Row[] = [
  kill,
  crashPoints,
  pause,
  databaseCrash,
  brokenLinks,
  vendorFailures,
  webhooks,
  poison,
  clocks,
  outage,
  release,
  restore,
  repeats,
  programs,
  edges,
  denials,
  tampering,
]
