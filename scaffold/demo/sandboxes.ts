import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { ERPS } from './books-of-record.ts'
import type { SandboxName } from './processes.ts'

/** The books of each vendor, and of each ERP, however many there are. */
export type Ledgers = Record<'salesforce' | 'stripe' | 'avalara', LedgerEntry[]> & { erps: LedgerEntry[][] }

/** The control side of the sandboxes: what people do at the vendors, and the vendors' own books. */
export class Sandboxes {
  readonly #urls: Partial<Record<SandboxName, string>>

  constructor(urls: Partial<Record<SandboxName, string>>) {
    this.#urls = urls
  }

  get names(): SandboxName[] {
    return Object.keys(this.#urls) as SandboxName[]
  }

  act = async (sandbox: SandboxName, action: string, body: object): Promise<unknown> => {
    const response = await fetch(`${this.#urls[sandbox]}/_sandbox/actions/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.ok) return response.json()
    throw new Error(`${sandbox} ${action}: ${response.status} ${(await response.text()).slice(0, 300)}`)
  }

  async stats(): Promise<{ effects: number; pendingDeliveries: number }> {
    const each = await Promise.all(this.names.map((name) => this.#get<Stats>(name, 'stats')))
    return {
      effects: each.reduce((sum, { effects }) => sum + effects, 0),
      pendingDeliveries: each.reduce((sum, { pendingDeliveries }) => sum + pendingDeliveries, 0),
    }
  }

  async ledgers(): Promise<Ledgers> {
    const of = (name: SandboxName) => this.#get<LedgerEntry[]>(name, 'ledger')
    const [salesforce, stripe, avalara, ...erps] = await Promise.all([
      of('salesforce'),
      of('stripe'),
      of('avalara'),
      ...ERPS.filter((name) => this.#urls[name]).map(of),
    ])
    return { salesforce, stripe, avalara, erps }
  }

  async #get<T>(sandbox: SandboxName, what: string): Promise<T> {
    const response = await fetch(`${this.#urls[sandbox]}/_sandbox/${what}`)
    return (await response.json()) as T
  }
}

type Stats = { effects: number; pendingDeliveries: number }
