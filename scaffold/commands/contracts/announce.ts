import { Flags } from '@oclif/core'
import type { Announced } from '../../governance/announce.ts'
import { GantryCommand } from '../gantry-command.ts'

export class ContractsAnnounce extends GantryCommand {
  static override summary = 'Tell those who subscribed what was published, by signed webhooks.'
  static override description =
    'Subscribers stand in governance/subscriptions.yaml. To announce again is harmless: the id of a delivery stays the same. Exit code 1 where one was not reached.'
  static override examples = [
    '<%= config.bin %> contracts announce',
    '<%= config.bin %> contracts announce --on 2026-03-31',
  ]
  static override flags = {
    on: Flags.string({ description: 'What was published on this day (UTC); today where absent.' }),
  }

  async run(): Promise<{ announced: Announced[] }> {
    const { flags } = await this.parse(ContractsAnnounce)
    const { readPublications } = await import('@gantry/core/contract/publications')
    const { guardedFetch } = await import('@gantry/core/security/guarded-fetch')
    const { announce } = await import('../../governance/announce.ts')
    const { today } = await import('../../governance/inspection.ts')
    const { registryOf } = await import('../../governance/registry.ts')
    const { readSubscriptions } = await import('../../governance/subscription.ts')
    const { openProject } = await import('../../project.ts')
    const { root } = await openProject()
    const on = flags.on ?? today()
    const publications = (await readPublications(registryOf(root))).filter(({ publishedOn }) => publishedOn === on)
    const guarded = guardedFetch()
    const announced = await announce({
      subscriptions: await readSubscriptions(root),
      publications,
      secretOf: (name) => process.env[name],
      fetch: guarded.fetch,
      now: () => new Date(),
    }).finally(() => guarded.close())
    for (const { subscriber, contract, version, failed } of announced)
      this.log(`${subscriber}: ${contract} ${version}${failed === undefined ? '' : ` not told: ${failed}`}`)
    if (announced.length === 0) this.log(`Nobody is to be told: ${publications.length} publications of ${on}.`)
    if (announced.some(({ failed }) => failed !== undefined)) process.exitCode = 1
    return { announced }
  }
}
