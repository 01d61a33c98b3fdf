import { Flags } from '@oclif/core'
import { GantryCommand, REACH } from '../gantry-command.ts'

export class AccessList extends GantryCommand {
  static override summary = 'List consumer contracts: which client may call which API, what of it, and until when.'
  static override examples = ['<%= config.bin %> access list --expiry expiring']
  static override flags = {
    client: Flags.string({ description: 'Of this client.' }),
    api: Flags.string({ description: 'For this API, such as experience.crm.' }),
    state: Flags.string({ options: ['requested', 'approved', 'rejected', 'revoked'] }),
    expiry: Flags.string({ description: '`expiring`: within 30 days.', options: ['later', 'expiring', 'expired'] }),
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(AccessList)
    const { access } = await import('@gantry/access/contract')
    const { given } = await import('../../operations/arguments.ts')
    const { listing } = await import('../../operations/listing.ts')
    const { reachApi } = await import('../../operations/reach.ts')
    const { api, call } = await reachApi(access, flags)
    const { client, api: name, state, expiry } = flags
    const query = given({ client, api: name, state: state as 'approved', expiry: expiry as 'later' })
    const list = await api.listContracts({ query }, call)
    const rows = list.items.map((one) => [
      one.client,
      `${one.api}@${one.major}`,
      one.asked && one.state === 'approved' ? 'approved, renewal asked for' : one.state,
      one.plan ?? '',
      one.expiresAt ? `${one.expiresAt.slice(0, 10)} ${one.expiry === 'later' ? '' : one.expiry}`.trim() : '',
      (one.scopes ?? one.asked?.scopes ?? []).join(' '),
    ])
    this.log(
      rows.length === 0 ? 'There is none.' : listing(['client', 'api', 'state', 'plan', 'until', 'scopes'], rows),
    )
    return list
  }
}
