import type { z } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import type { ContractName } from '@gantry/core/security/consumer-contract'
import { consumerContractOf } from './consumer-contract.ts'
import { type ApiKey, access, type Client, type PartnerGrant, type PartnerPlan } from './contract.ts'

export default defineProcess({
  contract: access,
  uses: {},

  serve: ({ access: register }) => ({
    listClients: async (_, { identity }) => ({ items: (await register.clients(identity)).map(present<typeof Client>) }),
    putClient: async ({ id, body }, { identity }) =>
      present<typeof Client>(await register.putClient(identity, { ...body, id, partner: body.partner ?? null })),
    revokeClient: async ({ id, body }, { identity }) =>
      present<typeof Client>(await register.revokeClient(identity, id, body.reason)),
    listKeys: async ({ id }, { identity }) => ({
      items: (await register.keys(identity, id)).map(present<typeof ApiKey>),
    }),
    issueKey: async ({ id, body }, { identity }) => issued(await register.issueKey(identity, id, body.days)),
    rotateKey: async ({ prefix, body }, { identity }) =>
      issued(await register.rotateKey(identity, prefix, body.days, body.overlapHours)),
    revokeKey: async ({ prefix, body }, { identity }) =>
      present<typeof ApiKey>(await register.revokeKey(identity, prefix, body.reason)),
    listContracts: async ({ query }, { identity }) => ({
      items: (await register.contracts(identity))
        .map(consumerContractOf)
        .filter((one) =>
          (['client', 'api', 'state', 'expiry'] as const).every((by) => [undefined, one[by]].includes(query[by])),
        ),
    }),
    requestContract: async ({ body: { purpose, ...terms }, ...name }, { identity }) =>
      consumerContractOf(await register.requestContract(identity, nameOf(name), purpose, terms)),
    decideContract: async ({ body: { decision, reason, ...granted }, ...name }, { identity }) =>
      consumerContractOf(await register.decideContract(identity, nameOf(name), decision, reason, granted)),
    listPlans: async (_, { identity }) => ({
      items: (await register.partnerPlans(identity)).map(present<typeof PartnerPlan>),
      plans: Object.entries(register.plans).map(([name, plan]) => ({ name, ...plan })),
    }),
    givePlan: async ({ partner, body }, { identity }) =>
      present<typeof PartnerPlan>(await register.givePlan(identity, partner, body.plan)),
    listGrants: async (_, { identity }) => ({
      items: (await register.grants(identity)).map(present<typeof PartnerGrant>),
    }),
    grantPartner: async ({ partner, granted }, { identity }) =>
      present<typeof PartnerGrant>(await register.grant(identity, partner, granted)),
    withdrawGrant: async ({ partner, granted }, { identity }) =>
      present<typeof PartnerGrant>(await register.withdraw(identity, partner, granted)),
  }),
})

function nameOf({ client, api, major }: { client: string; api: string; major: string }): ContractName {
  if (/^\d{1,4}$/.test(major) && /^(system|process|experience)\.[\w-]+$/.test(api))
    return { client, api, major: Number(major) }
  throw new IntegrationError('no-such-api', 'An API is named tier.name, and its version by its major number.', {
    kind: 'data',
    status: 404,
    detail: `${api}@${major}`,
  })
}

const issued = ({ expiresAt, ...key }: { key: string; prefix: string; expiresAt: Date }) => ({
  ...key,
  expiresAt: expiresAt.toISOString(),
})

/** Empty columns are left out, names are those of the API, times ISO 8601 UTC. */
const present = <T extends z.ZodType>({ tenant: _, ...row }: { tenant: string }): z.input<T> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [
        name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        (value as unknown) instanceof Date ? (value as Date).toISOString() : value,
      ]),
  ) as z.input<T>
