import { createHash } from 'node:crypto'

/** The longest code AvaTax keeps for a document, a customer or an item. */
const LONGEST = 50

/**
 * A reference as an AvaTax code: itself where it fits, else cut and closed by a digest, since two long references
 * that are merely cut would become one document.
 */
export function codeOf(reference: string): string {
  if (reference.length <= LONGEST) return reference
  const digest = createHash('sha256').update(reference).digest('hex').slice(0, 20)
  // The cut may go through a character: half of one fits into no URL.
  return `${reference.slice(0, LONGEST - digest.length - 1).toWellFormed()}~${digest}`
}

/**
 * A code inside of a URL: AvaTax cannot read these characters in a path, percent-encoded or not, and has escapes of
 * its own (see the note on GetTransactionByCode).
 */
export function inPath(code: string): string {
  const escaped = code.replace(/[/+?%#]/g, (character) => `_-ava${character.charCodeAt(0).toString(16)}-_`)
  return encodeURIComponent(escaped)
}
