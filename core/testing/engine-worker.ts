import { openDatabase } from '../database/database.ts'
import { Wakes } from '../flow/wakes.ts'
import { Worker } from '../flow/worker.ts'
import { BACKEND } from './database.ts'
import { engineUrl, log } from './engine.ts'
import { threeEffects, Vendor } from './engine-flow.ts'

// A worker as a process of its own, for tests that kill it: node engine-worker.ts <database url> <lease in ms> [places]
const [address, leaseMs, concurrency] = process.argv.slice(2)
const url = engineUrl(address!)
const { db } = openDatabase(url, { max: 6, backend: BACKEND })
const wakes = await Wakes.open(url, { supervise: false, createSchema: false, log, backend: BACKEND })
const flows = [threeEffects(new Vendor(address!))]
const worker = new Worker({
  db,
  url,
  wakes,
  flows,
  clientsOf: () => ({}),
  log,
  leaseMs: Number(leaseMs),
  ...(concurrency && { concurrency: Number(concurrency) }),
})
await worker.start()
process.send?.('ready')
process.on('SIGTERM', () => {
  void worker
    .stop()
    .then(() => wakes.close())
    .then(() => process.exit(0))
})
process.on('disconnect', () => process.exit())
