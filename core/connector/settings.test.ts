import { expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { environmentOf, settingsOf } from './settings.ts'

const schema = z.object({ baseUrl: z.url(), apiKey: z.string(), sites: z.record(z.string(), z.string()).default({}) })

test('what the environment says of a connection, and nothing of its neighbours', () => {
  const environment = {
    ACME_EU_BASE_URL: 'https://acme.example',
    ACME_EU_SITES: '{"north":"1"}',
    ACME_BASE_URL: 'https://other.example',
    ACME_EU_UNKNOWN: 'x',
  }
  expect(settingsOf('acme-eu', schema, environment)).toEqual({
    baseUrl: 'https://acme.example',
    sites: { north: '1' },
  })
})

test('what goes into the environment comes back as it was', () => {
  const config = { baseUrl: 'https://acme.example', apiKey: 'a {key}', sites: { north: '1' } }
  expect(settingsOf('acme', schema, environmentOf('acme', config))).toEqual(config)
})

test('half of a JSON text is left to the schema, which names the field', () => {
  expect(settingsOf('acme', schema, { ACME_SITES: '{"north"' })).toEqual({ sites: '{"north"' })
})
