import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** An integration with an RSA key and one HMAC key, used by one user who has consented. */
export default function rehearse(): Rehearsal {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const integration = { integrationKey: randomUUID(), userId: randomUUID(), accountId: randomUUID() }
  const connectKey = randomBytes(32).toString('base64')
  return {
    settings: { ...integration, publicKey, connectKey },
    config: (url) => ({ ...integration, privateKey, connectKeys: [connectKey], authUrl: url }),
    acts: { slowDown: { action: 'exhaust', body: { requests: 1 } }, endSessions: { action: 'end-tokens' } },
    unknownValues: [{ find: '"status":"sent"', put: '"status":"hibernating"' }],
  }
}
