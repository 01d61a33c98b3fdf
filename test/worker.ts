import { startHost } from '@gantry/core/runtime/host'
import pino from 'pino'
import config from './config.ts'
import { keyring } from './keyring.ts'

// A worker as a process of its own, to be killed: what it is to work on comes by message, as it holds credentials.
process.once('message', async (options: Parameters<typeof startHost>[0]) => {
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' }, pino.destination(2))
  await startHost({ ...options, keyring, config, log, serve: [], work: true })
  process.send?.('ready')
})
// It never outlives the test.
process.on('disconnect', () => process.exit(0))
