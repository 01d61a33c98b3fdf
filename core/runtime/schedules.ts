import type { Logger } from 'pino'
import { type Inbound, readChanges } from '../connector/inbound.ts'
import type { Database } from '../database/database.ts'
import { type SweepOptions, sweepRetention } from '../database/retention.ts'
import type { Wakes } from '../flow/wakes.ts'
import type { Landscape } from './landscape.ts'

/** When vendors' delta feeds are read for what webhooks lost (cron, UTC). */
const CHANGES_CRON = '* * * * *'
const CHANGES_QUEUE = 'gantry-changes'
/** When what is old enough is archived and deleted (cron, UTC). */
const RETENTION_CRON = '23 * * * *'
const RETENTION_QUEUE = 'gantry-retention'

type Changing = Inbound & { landscape: Landscape; log: Logger }

/** pg-boss fires it once a minute on one host, however many there are. */
export async function readChangesEachMinute({ landscape, log, ...inbound }: Changing): Promise<void> {
  const { boss } = inbound.wakes
  await boss.createQueue(CHANGES_QUEUE, { retryLimit: 0, expireInSeconds: 60, deleteAfterSeconds: 300 })
  await boss.schedule(CHANGES_QUEUE, CHANGES_CRON)
  await boss.work(CHANGES_QUEUE, { pollingIntervalSeconds: 5 }, async () => {
    for (const name of landscape.connectionNames)
      try {
        const connection = await landscape.connection(name)
        const found = await readChanges(inbound, connection)
        if (found > 0 && connection.connector.webhooks)
          log.warn({ connection: name, found }, 'the delta feed brought events that no webhook had')
      } catch (error) {
        log.warn({ connection: name, err: error }, 'the delta feed could not be read')
      }
  })
}

type Sweeping = { db: Database; wakes: Wakes; log: Logger } & Pick<SweepOptions, 'retention' | 'ruling'>

/** The same once an hour. */
export async function sweepEachHour({ db, wakes, log, ...how }: Sweeping): Promise<void> {
  const { boss } = wakes
  await boss.createQueue(RETENTION_QUEUE, { retryLimit: 0, expireInSeconds: 600, deleteAfterSeconds: 3600 })
  await boss.schedule(RETENTION_QUEUE, RETENTION_CRON)
  await boss.work(RETENTION_QUEUE, { pollingIntervalSeconds: 30 }, async () => {
    try {
      await sweepRetention(db, { ...how, log })
    } catch (error) {
      log.warn({ err: error }, 'what is old could not be swept')
    }
  })
}
