import { Flags } from '@oclif/core'
import { GantryCommand, REACH } from '../gantry-command.ts'

export class ContractsAnnounce extends GantryCommand {
  static override summary = 'Have a Gantry that runs tell those who subscribed what was published, by signed webhooks.'
  static override description =
    'It tells of what lies in its own published/. A worker that starts with newer versions does so by itself; a version is told once, so to announce again is harmless.'
  static override examples = [
    '<%= config.bin %> contracts announce',
    '<%= config.bin %> contracts announce --since 2026-03-31 --url https://apis.example.com',
  ]
  static override flags = {
    since: Flags.string({ description: 'What was published from this day on (UTC); a week ago where absent.' }),
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(ContractsAnnounce)
    const { randomUUID } = await import('node:crypto')
    const { registry } = await import('@gantry/registry/contract')
    const { reachApi } = await import('../../operations/reach.ts')
    const { api, call } = await reachApi(registry, flags)
    const body = flags.since === undefined ? {} : { since: flags.since }
    const announced = await api.announcePublications({ body }, { ...call, idempotencyKey: randomUUID() })
    for (const { api: name, version, publishedOn } of announced.items) this.log(`${name} ${version} of ${publishedOn}`)
    if (announced.items.length === 0) this.log('Nothing was published that is not announced yet.')
    return announced
  }
}
