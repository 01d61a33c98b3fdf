import { expect, test } from 'vitest'
import { readAddresses, readRegions } from './residency.ts'

test('regions and their addresses are read', () => {
  expect(readRegions('EMEA=eu,"North, Inc."=us')).toEqual({ EMEA: 'eu', 'North, Inc.': 'us' })
  expect(readAddresses(' us=https://us.example.com/, eu=http://127.0.0.1:4100 ')).toEqual({
    us: 'https://us.example.com',
    eu: 'http://127.0.0.1:4100',
  })
  expect(readAddresses('')).toEqual({})
})

test.for([
  'us',
  'us=',
  'us=us.example.com',
  'us=http://us.example.com',
  'us=http://localhost.example.com',
  'us=https://anna:secret@us.example.com',
  'us=https://us.example.com/api',
  'us=https://us.example.com?a=1',
  'US=https://us.example.com',
])('%s is no address of a region', (text) => {
  expect(() => readAddresses(text)).toThrow(/^No region’s address follows "us"/i)
  expect(() => readAddresses(text)).not.toThrow('secret')
})
