import { expect, test } from 'vitest'
import { Patience } from './patience.ts'

test('a refused request that comes again before its time is counted, one that waits is not', () => {
  const patience = new Patience()
  patience.ask('POST /invoices a', 1000, 0)
  patience.ask('POST /invoices b', 1000, 0)
  patience.came('POST /invoices a', 400)
  patience.came('POST /invoices b', 1001)
  expect(patience.figures).toMatchObject({ asked: 2, repeated: 2, repeatedEarly: 1, sentEarly: 0 })
})

test('whoever else comes meanwhile is counted once the news has had time to spread', () => {
  const patience = new Patience()
  patience.ask('', 1000, 0)
  patience.came('POST /invoices c', 300)
  patience.came('', 600)
  patience.came('', 1000)
  expect(patience.figures).toMatchObject({ repeated: 0, sentEarly: 1, heardWithinMs: 600 })
})
