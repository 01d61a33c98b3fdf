import { IntegrationError } from '@gantry/core/errors'

const NOTHING = {
  quote: 'no-such-quote',
  order: 'no-such-order',
  invoice: 'no-such-invoice',
  customer: 'no-such-customer',
}

/** The same words whether there is none or it is somebody else's: nobody learns which. */
export const nothing = (what: keyof typeof NOTHING, reference: string) =>
  new IntegrationError(NOTHING[what], `There is no ${what} ${reference}.`, { kind: 'data', status: 404 })
