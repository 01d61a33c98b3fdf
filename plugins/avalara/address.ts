import type { Address } from '@gantry/canonical/customer'
import { IntegrationError } from '@gantry/core/errors'
import type { AddressLocation } from './wire.ts'

const LINE = 100
const CITY = 50

/** The customer's address as AvaTax takes it; throws `tax-address-missing` where no place can be told from it. */
export function destinationOf(address: Address, customer: string): AddressLocation {
  // Rates differ by place within these; elsewhere the country tells the rate.
  if (['US', 'CA', 'IN', 'BR'].includes(address.country) && !address.postalCode?.trim() && !address.region?.trim())
    throw new IntegrationError(
      'tax-address-missing',
      `The customer ${customer} has no address tax can be determined for: add a postal code or a region to its ship-to address in ${address.country}.`,
      {
        kind: 'data',
        team: 'tax',
        detail: `shipTo has only: ${Object.keys(address).join(', ')}`,
        errors: [{ path: 'body.shipTo.postalCode', message: 'A postal code or a region is needed.' }],
      },
    )
  return locationOf(address)
}

/** A street longer than AvaTax's line goes on in the next; a city beyond its field is cut, which places it the same. */
export function locationOf({ street, city, region, postalCode, country }: Address): AddressLocation {
  const lines = street?.match(new RegExp(`.{1,${LINE}}`, 'gs')) ?? []
  return {
    ...(lines[0] && { line1: lines[0] }),
    ...(lines[1] && { line2: lines[1] }),
    ...(lines[2] && { line3: lines[2] }),
    ...(city && { city: city.slice(0, CITY) }),
    ...(region && { region }),
    ...(postalCode && { postalCode }),
    country,
  }
}
