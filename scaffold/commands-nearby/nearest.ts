/** Of the names that exist, the one that was most likely meant; undefined where none is near. */
export async function nearest(given: string, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0) return undefined
  const { closest, distance } = await import('fastest-levenshtein')
  const found = closest(given, names)
  return distance(given, found) <= Math.max(2, given.length / 3) ? found : undefined
}
