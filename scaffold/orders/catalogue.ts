import type { ProductDraft, Term } from '@gantry/canonical/product'

/** Selling companies of the demo: where they are, how they price, and the currencies they sell in. */
export const ENTITIES = [
  { name: 'US', currency: 'USD', country: 'US', priceBasis: 'net', currencies: ['USD'] },
  { name: 'DE', currency: 'EUR', country: 'DE', priceBasis: 'net', currencies: ['EUR', 'GBP'] },
  { name: 'JP', currency: 'JPY', country: 'JP', priceBasis: 'gross', currencies: ['JPY'] },
] as const

/** Units of each currency for one US dollar, for price lists; not an exchange rate anything is settled at. */
export const LEVEL: Record<string, string> = { USD: '1', EUR: '0.92', GBP: '0.79', JPY: '150' }

/** Real places, so that a tax engine finds each: street, city, region, postal code. */
export const PLACES: Record<
  string,
  { country: string; places: readonly (readonly [string, string, string, string])[] }
> = {
  USD: {
    country: 'US',
    places: [
      ['1 Market St', 'San Francisco', 'CA', '94105'],
      ['350 5th Ave', 'New York', 'NY', '10118'],
      ['233 S Wacker Dr', 'Chicago', 'IL', '60606'],
      ['600 Congress Ave', 'Austin', 'TX', '78701'],
      ['1201 3rd Ave', 'Seattle', 'WA', '98101'],
      ['100 Summer St', 'Boston', 'MA', '02110'],
      ['1600 Broadway', 'Denver', 'CO', '80202'],
      ['191 Peachtree St NE', 'Atlanta', 'GA', '30303'],
    ],
  },
  EUR: {
    country: 'DE',
    places: [
      ['Friedrichstraße 68', 'Berlin', 'BE', '10117'],
      ['Jungfernstieg 30', 'Hamburg', 'HH', '20354'],
      ['Maximilianstraße 17', 'München', 'BY', '80539'],
      ['Zeil 90', 'Frankfurt am Main', 'HE', '60313'],
      ['Königstraße 28', 'Stuttgart', 'BW', '70173'],
      ['Hohe Straße 41', 'Köln', 'NW', '50667'],
    ],
  },
  GBP: {
    country: 'GB',
    places: [
      ['30 St Mary Axe', 'London', 'ENG', 'EC3A 8BF'],
      ['1 Spinningfields Square', 'Manchester', 'ENG', 'M3 3AP'],
      ['110 Queen St', 'Glasgow', 'SCT', 'G1 3BX'],
      ['2 Central Square', 'Cardiff', 'WLS', 'CF10 1EP'],
    ],
  },
  JPY: {
    country: 'JP',
    places: [
      ['2-4-1 Marunouchi', 'Chiyoda-ku', 'Tokyo', '100-6390'],
      ['3-1-1 Umeda', 'Kita-ku, Osaka', 'Osaka', '530-0001'],
      ['1-1-4 Meieki', 'Nakamura-ku, Nagoya', 'Aichi', '450-6090'],
      ['2-1-1 Tenjin', 'Chuo-ku, Fukuoka', 'Fukuoka', '810-0001'],
    ],
  },
}

type Listed = {
  code: string
  name: string
  charge: ProductDraft['charge']
  term?: Term
  /** US dollars per unit; some have more decimals than a cent, some are thirds. */
  price: string
  /** Share of the price that it costs us. */
  cost: string
  quantities: readonly string[]
}

const MONTH: Term = { unit: 'month', count: 1 }
const YEAR: Term = { unit: 'year', count: 1 }

export const GOODS: readonly Listed[] = [
  {
    code: 'GW-100',
    name: 'Edge gateway',
    charge: 'one-off',
    price: '1249',
    cost: '0.48',
    quantities: ['1', '2', '5', '10'],
  },
  {
    code: 'GW-200',
    name: 'Edge gateway, rugged',
    charge: 'one-off',
    price: '1899.99',
    cost: '0.5',
    quantities: ['1', '2', '4'],
  },
  {
    code: 'SN-010',
    name: 'Temperature sensor',
    charge: 'one-off',
    price: '33.333333',
    cost: '0.4',
    quantities: ['3', '12', '24', '100'],
  },
  {
    code: 'SN-020',
    name: 'Vibration sensor',
    charge: 'one-off',
    price: '86.6667',
    cost: '0.45',
    quantities: ['3', '7', '30'],
  },
  {
    code: 'CB-005',
    name: 'Shielded cable, per metre',
    charge: 'one-off',
    price: '0.8345',
    cost: '0.35',
    quantities: ['12.5', '100', '250.75'],
  },
  {
    code: 'SV-001',
    name: 'Installation, per day',
    charge: 'one-off',
    price: '1150',
    cost: '0.5',
    quantities: ['0.5', '1', '2.5', '3'],
  },
  {
    code: 'SV-002',
    name: 'Training, per person',
    charge: 'one-off',
    price: '416.67',
    cost: '0.3',
    quantities: ['1', '3', '6', '12'],
  },
]

export const SUBSCRIPTIONS: readonly Listed[] = [
  {
    code: 'CL-M01',
    name: 'Monitoring, per device and month',
    charge: 'recurring',
    term: MONTH,
    price: '4.1667',
    cost: '0.2',
    quantities: ['3', '12', '50', '144'],
  },
  {
    code: 'CL-M02',
    name: 'Analytics, per seat and month',
    charge: 'recurring',
    term: MONTH,
    price: '49',
    cost: '0.25',
    quantities: ['1', '5', '10', '25'],
  },
  {
    code: 'CL-Y01',
    name: 'Platform, per year',
    charge: 'recurring',
    term: YEAR,
    price: '3599.5',
    cost: '0.22',
    quantities: ['1', '2'],
  },
  {
    code: 'SP-M01',
    name: 'Premium support, per month',
    charge: 'recurring',
    term: MONTH,
    price: '266.6666',
    cost: '0.5',
    quantities: ['1'],
  },
]
