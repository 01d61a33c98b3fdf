/** One at a time by name, in this process: what `Locks` gives over all workers of a database. For sandboxes' trials and tests. */
export function locksInProcess() {
  const tails = new Map<string, Promise<unknown>>()
  return <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const done = (tails.get(name) ?? Promise.resolve()).then(work, work)
    tails.set(name, done)
    return done
  }
}
