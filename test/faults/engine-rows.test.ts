import { describe } from 'vitest'
import { crashPoints } from './rows/crash-points.ts'
import { databaseCrash } from './rows/database-crash.ts'
import { kill } from './rows/kill.ts'
import { pause } from './rows/pause.ts'
import { testShortly } from './short-row.ts'

describe('nothing lost and nothing twice, whatever ends or stops', () => {
  testShortly(kill, 0.01)
  testShortly(crashPoints, 0.01)
  testShortly(pause, 0.1)
  testShortly(databaseCrash, 0.005)
})
