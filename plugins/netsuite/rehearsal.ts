import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Rehearsal } from '@gantry/core/connector'

/** An integration record with a certificate mapped to it. */
export default function rehearse(): Rehearsal {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const integration = {
    account: 'TSTDRV1',
    clientId: randomBytes(24).toString('hex'),
    certificateId: randomBytes(16).toString('hex'),
  }
  return {
    settings: { ...integration, publicKey },
    config: (url) => ({ ...integration, privateKey, baseUrl: url }),
    acts: { slowDown: { action: 'congest', body: { requests: 1 } } },
  }
}
