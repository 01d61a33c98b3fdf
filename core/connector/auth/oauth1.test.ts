import { createHmac } from 'node:crypto'
import OAuth from 'oauth-1.0a'
import { describe, expect, test } from 'vitest'
import type { Outgoing } from './authorization.ts'
import { oauth1, signatureBase, signed } from './oauth1.ts'

const request = (method: string, url: string, body?: string): Outgoing => ({
  method,
  url: new URL(url),
  headers: new Headers(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  body,
})

describe('RFC 5849', () => {
  test('the signature base string of section 3.4.1.1', () => {
    const base = signatureBase(
      request('POST', 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', 'c2&a3=2+q'),
      [
        ['oauth_consumer_key', '9djdj82h48djs9d2'],
        ['oauth_token', 'kkk9d7dh3k39sjv7'],
        ['oauth_signature_method', 'HMAC-SHA1'],
        ['oauth_timestamp', '137131201'],
        ['oauth_nonce', '7d8f3e4a'],
      ],
    )
    expect(base).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26' +
        'c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
        'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    )
  })

  test('a protected resource asked for with HMAC-SHA1, as in section 1.2', () => {
    const header = signed(
      request('GET', 'http://photos.example.net/photos?file=vacation.jpg&size=original'),
      {
        consumerKey: 'dpf43f3p2l4k3l03',
        consumerSecret: 'kd94hf93k423kf44',
        token: 'nnch734d00sl2jdk',
        tokenSecret: 'pfkkdhi9sl3r4s00',
        method: 'HMAC-SHA1',
      },
      'chapoH',
      137131202,
    )
    // The RFC's own example leaves oauth_version out, and what it signs has none: see the one after for the value.
    expect(header).toContain('oauth_nonce="chapoH"')
    const base = signatureBase(request('GET', 'http://photos.example.net/photos?file=vacation.jpg&size=original'), [
      ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
      ['oauth_token', 'nnch734d00sl2jdk'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131202'],
      ['oauth_nonce', 'chapoH'],
    ])
    const signature = createHmac('sha1', 'kd94hf93k423kf44&pfkkdhi9sl3r4s00').update(base).digest('base64')
    expect(signature).toBe('MdpQcU8iPSUjWoN/UDMsK2sui9I=')
  })
})

test.for([
  [
    'GET',
    'https://1234567.example.com/services/rest/record/v1/item?q=name%20IS%20%22a%20%26%20b%22&limit=5',
    undefined,
  ],
  [
    'GET',
    "https://vendor.example.com:8443/path%20with/spaces?empty=&same=2&same=1&same=10&uml=ä&quote=it's(1)*!",
    undefined,
  ],
  ['POST', 'https://vendor.example.com/form?x=1', 'name=J%C3%BCrgen+M&amount=1%2C000&y=0'],
  ['PATCH', 'https://vendor.example.com/record/eid:INV-1', undefined],
] as const)('%s %s is signed as the package oauth-1.0a signs it', ([method, url, body]) => {
  for (const algorithm of ['HMAC-SHA1', 'HMAC-SHA256'] as const) {
    const credentials = {
      consumerKey: 'key & co',
      consumerSecret: 'secret+/=',
      token: 'token',
      tokenSecret: 'töken%secret',
      method: algorithm,
    }
    const peer = new OAuth({
      consumer: { key: credentials.consumerKey, secret: credentials.consumerSecret },
      signature_method: algorithm,
      hash_function: (base, key) =>
        createHmac(algorithm === 'HMAC-SHA1' ? 'sha1' : 'sha256', key)
          .update(base)
          .digest('base64'),
    })
    const data = body === undefined ? {} : Object.fromEntries(new URLSearchParams(body))
    const theirs = (peer as unknown as { getSignature: (...given: unknown[]) => string }).getSignature(
      { url, method, data },
      credentials.tokenSecret,
      {
        oauth_consumer_key: credentials.consumerKey,
        oauth_nonce: 'n0nce',
        oauth_signature_method: algorithm,
        oauth_timestamp: 1700000000,
        oauth_token: 'token',
        oauth_version: '1.0',
      },
    )
    const ours = /oauth_signature="([^"]+)"/.exec(signed(request(method, url, body), credentials, 'n0nce', 1700000000))
    expect(decodeURIComponent(ours![1]!)).toBe(theirs)
  }
})

test('each request has a nonce of its own and says when it left; the realm is named, and not signed', async () => {
  const credentials = { consumerKey: 'k', consumerSecret: 'canary-1', token: 't', tokenSecret: 'canary-2' }
  const ask = async (realm?: string) =>
    (await oauth1({ ...credentials, ...(realm && { realm }) }).headers(request('GET', 'https://v.example/')))
      .authorization!
  const headers = await Promise.all([...Array(50)].map(() => ask('1234567_SB1')))
  expect(new Set(headers.map((header) => /oauth_nonce="(\w+)"/.exec(header)![1])).size).toBe(50)
  expect(headers[0]).toMatch(/^OAuth realm="1234567_SB1", oauth_consumer_key="k"/)
  expect(Math.abs(Number(/oauth_timestamp="(\d+)"/.exec(headers[0]!)![1]) - Date.now() / 1000)).toBeLessThan(5)
  expect(headers.join()).not.toContain('canary')
})
