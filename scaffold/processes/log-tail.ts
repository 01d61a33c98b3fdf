import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** The file's size in bytes; 0 when there is none. */
export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

const TAIL_BYTES = 16_384

/** The last lines written since the file had this size, blank ones left out; of a long text the last 16 kB. */
export function linesSince(file: string, from: number): string[] {
  const size = sizeOf(file)
  const start = Math.max(from, size - TAIL_BYTES)
  if (start >= size) return []
  const bytes = Buffer.alloc(size - start)
  const descriptor = openSync(file, 'r')
  const read = readSync(descriptor, bytes, 0, bytes.length, start)
  closeSync(descriptor)
  return bytes
    .toString('utf8', 0, read)
    .split('\n')
    .filter((line) => line.trim() !== '')
}
