import { describe } from 'vitest'
import { edges } from './rows/edges.ts'
import { vendorFailures } from './rows/vendor-failures.ts'
import { testShortly } from './short-row.ts'

describe('nothing lost and nothing twice, whatever vendors and callers do', () => {
  testShortly(vendorFailures, 0.02)
  testShortly(edges, 0.02)
})
