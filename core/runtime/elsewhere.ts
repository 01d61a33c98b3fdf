import type { Logger } from 'pino'
import type { Contract } from '../contract/contract.ts'
import type { Elsewhere } from '../contract/elsewhere.ts'
import { refuseForeign } from '../data/residency.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Edge } from '../security/edge.ts'
import { cookieOf } from '../security/session-cookie.ts'
import { isPassed, type OtherRegions } from './other-regions.ts'
import type { Residence } from './residence.ts'

type Parts = {
  regions: OtherRegions
  edge: Pick<Edge, 'isCarried'>
  /** Of process APIs: finds out what a request is about. */
  residence?: Residence | undefined
  log: Logger
}

/**
 * Where requests of an API are answered that belong to another region. One that names whose it is, or whose process API can
 * tell, is passed on before anything is begun; one that is found out while it is answered only where answering it changed
 * nothing: what is safe, and views, which hold nothing themselves.
 */
export const elsewhereOf =
  ({ tier, name }: Pick<Contract, 'tier' | 'name'>, { regions, edge, residence, log }: Parts): Elsewhere =>
  async (incoming, met) => {
    const { id, operation, input, call, caller } = incoming
    const changesNothing = operation.method === 'get' || operation.safe || tier === 'experience'
    if (met !== undefined && !(changesNothing && homeOf(met))) return undefined
    const refusal =
      met ?? (await refusalOf(() => residence?.refuse(id, input, call) ?? refuseForeign(regions.residency, input)))
    if (refusal === undefined) return undefined
    const home = homeOf(refusal)
    if (home === undefined) throw refusal
    if (isPassed(caller))
      throw because(refusal, 'Another region passed it on to this one: give both the same GANTRY_REGIONS.')
    // The host that the caller asked is told of it, and passes on what the caller sent.
    if (edge.isCarried(call.identity) || !regions.reaches(home)) throw refusal
    if (caller.header('authorization') === undefined && cookieOf(caller) !== undefined)
      throw because(refusal, `A session is of one region: sign in at ${regions.residency.addresses![home]}.`)
    const { correlation, deadline } = call
    const answer = await regions.ask(home, { ...incoming, correlation, deadline })
    log.info({ operation: `${name}.${id}`, region: home, status: answer.status, correlation }, 'passed on')
    return answer
  }

/** The region that would take what was refused with this failure; undefined for every other failure. */
const homeOf = (refusal: unknown): string | undefined =>
  refusal instanceof IntegrationError ? refusal.region : undefined

async function refusalOf(check: () => void | Promise<void>): Promise<unknown> {
  try {
    await check()
    return undefined
  } catch (thrown) {
    return thrown
  }
}

function because(refusal: unknown, detail: string): IntegrationError {
  const { code, message, kind, status } = refusal as IntegrationError
  return new IntegrationError(code, message, { kind, status, detail })
}
