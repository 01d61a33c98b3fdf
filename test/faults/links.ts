import { Link } from '@gantry/core/testing/link'

/** A link that says how it is harmed, and is frozen by one at a time: a second freeze would forget whom to thaw. */
export type NamedLink = { name: string; link: Link; frozen: boolean }

/** The TCP links of a landscape: one from each host to the database, one to each vendor for all hosts. */
export class Links {
  readonly databases: NamedLink[] = []
  readonly vendors: NamedLink[] = []

  /** The address of the server behind the link, as hosts are to be given it. */
  async open(kind: 'databases' | 'vendors', name: string, target: string): Promise<string> {
    const { link, url } = await Link.open(target)
    this[kind].push({ name, link, frozen: false })
    return target.endsWith('/') ? url : url.replace(/\/$/, '')
  }

  vendor(name: string): Link {
    return this.vendors.find((one) => one.name === name)!.link
  }

  /** Fair weather for all. */
  mend(): void {
    for (const one of [...this.databases, ...this.vendors]) {
      one.link.weather = {}
      one.link.mend()
      one.link.thaw()
    }
  }

  close(): void {
    for (const { link } of [...this.databases, ...this.vendors]) link.close()
  }
}
