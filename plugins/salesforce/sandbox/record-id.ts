const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const INSTANCE = '5g'

/**
 * The 18 characters of an id: its 15, and three that tell the case of each, so that it survives systems that fold case
 * (Salesforce Help, "ID Field Type"). 18 characters come back as they are.
 */
export function fullId(id: string): string {
  if (id.length !== 15) return id
  let suffix = ''
  for (let block = 0; block < 3; block++) {
    let bits = 0
    for (let at = 0; at < 5; at++) if (/[A-Z]/.test(id[block * 5 + at]!)) bits |= 1 << at
    suffix += CHECK[bits]
  }
  return id + suffix
}

export function recordId(prefix: string, number: number): string {
  let digits = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) digits = BASE62[rest % 62] + digits
  return fullId(prefix + INSTANCE + digits.padStart(15 - prefix.length - INSTANCE.length, '0'))
}
