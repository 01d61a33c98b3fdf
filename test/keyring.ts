import { Keyring } from '@gantry/core/security/encryption/keyring'

/** What every process of a test seals with, as those of a start do. */
export const keyring = new Keyring([{ id: 'k1', key: Buffer.alloc(32, 7) }])
