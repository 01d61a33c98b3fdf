import type { Row } from './row.ts'
import { crashPoints } from './rows/crash-points.ts'
import { databaseCrash } from './rows/database-crash.ts'
import { kill } from './rows/kill.ts'
import { pause } from './rows/pause.ts'
import { programs } from './rows/programs.ts'
import { release } from './rows/release.ts'
import { repeats } from './rows/repeats.ts'
import { restore } from './rows/restore.ts'
import { vendorFailures } from './rows/vendor-failures.ts'

/** Every row there is, in the order in which `all` runs them. */
export const ROWS: readonly Row[] = [
  kill,
  crashPoints,
  pause,
  databaseCrash,
  vendorFailures,
  release,
  restore,
  repeats,
  programs,
]
