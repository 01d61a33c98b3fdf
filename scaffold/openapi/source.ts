import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Refusal, reasonOf } from '../refusal.ts'

/** A document as it came: its text, what a person calls it, and the address that its references start from. */
export type Source = { name: string; uri: string; text: string }

const LONGEST_FETCH_MS = 30_000
const LARGEST_BYTES = 64 * 1024 * 1024

/** Reads a document from a file or an address. Throws a `Refusal`. */
export async function readSource(given: string): Promise<Source> {
  const text = /^https?:\/\//i.test(given) ? await fetched(given) : await fromFile(given)
  if (text.length > LARGEST_BYTES)
    throw new Refusal(
      `${given} is larger than ${LARGEST_BYTES / 1024 / 1024} MB.`,
      'Cut the document to the parts you need.',
    )
  const uri = /^https?:\/\//i.test(given) ? given : pathToFileURL(resolve(given)).href
  // Some vendors' files begin with a byte order mark, which is no JSON.
  return { name: given, uri, text: text.replace(/^\uFEFF/, '') }
}

async function fromFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new Refusal(
      `${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      'Give a file, or an address.',
      { cause },
    )
  }
}

async function fetched(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LONGEST_FETCH_MS) })
    if (response.ok) return await response.text()
    throw new Error(`${response.status} ${response.statusText}`)
  } catch (cause) {
    throw new Refusal(
      `${url} cannot be fetched: ${reasonOf(cause)}.`,
      'Download the document and give the file instead.',
      { cause },
    )
  }
}
