import type { Company } from '@gantry/canonical/company'
import { readRoutes } from '@gantry/core/runtime/routing'
import { expect, test } from 'vitest'
import { booksOfRecord, ERPS } from './books-of-record.ts'

const company = (...names: string[]) =>
  ({ legalEntities: names.map((name) => ({ name, currency: 'USD' })) }) as unknown as Company
const three = company('EMEA', 'AMER', 'APJ')

test.each([
  ['netsuite', 'EMEA=netsuite,AMER=netsuite,APJ=netsuite', ['netsuite']],
  [ERPS.join(','), 'EMEA=netsuite,AMER=sap-s4hana,APJ=dynamics365-finance', [...ERPS]],
  ['sap-s4hana, netsuite', 'EMEA=sap-s4hana,AMER=netsuite,APJ=sap-s4hana', ['sap-s4hana', 'netsuite']],
  [
    'AMER=netsuite,EMEA=sap-s4hana,APJ=sap-s4hana',
    'EMEA=sap-s4hana,AMER=netsuite,APJ=sap-s4hana',
    ['sap-s4hana', 'netsuite'],
  ],
])('--erp %s', (erp, routes, used) => {
  const books = booksOfRecord(erp, three)
  expect(books).toMatchObject({ used })
  expect(readRoutes(books.routes)).toEqual(readRoutes(routes))
})

test.each([
  ['oracle', /no connector for an ERP "oracle"/],
  ['netsuite,oracle', /no connector for an ERP "oracle"/],
  ['AMER=netsuite', /names no ERP for the legal entity "EMEA"/],
  ['AMER=netsuite,EMEA', /"EMEA" is no route/],
])('--erp %s is refused', (erp, sentence) => {
  expect(() => booksOfRecord(erp, three)).toThrow(sentence)
})

test('a legal entity of any name has its route', () => {
  const names = ['Acme Europe GmbH', 'Acme, Inc.', 'A=B@2026 "C"']
  expect(readRoutes(booksOfRecord('netsuite', company(...names)).routes)).toEqual(
    names.map((value) => ({ value, connection: 'netsuite' })),
  )
})
