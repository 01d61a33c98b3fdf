import { GantryCommand } from '../gantry-command.ts'

export class SecretsList extends GantryCommand {
  static override summary = 'List the secrets in the store, without their values.'
  static override examples = ['<%= config.bin %> secrets list']

  async run() {
    await this.parse(SecretsList)
    const { projectRoot } = await import('../../project.ts')
    const { ownSecretStore } = await import('../../secret-store.ts')
    const { listing } = await import('../../operations/listing.ts')
    const store = await ownSecretStore(process.env, projectRoot())
    const secrets = await store.list()
    const rows = secrets.map(({ name, version, setAt, previousUntil }) => [
      name,
      String(version),
      setAt,
      previousUntil ? `the one before too, until ${previousUntil}` : '',
    ])
    if (rows.length > 0) this.log(listing(['name', 'version', 'set at', 'in force'], rows))
    this.log(`${rows.length} secrets in ${store.title}.`)
    return { store: store.title, secrets }
  }
}
