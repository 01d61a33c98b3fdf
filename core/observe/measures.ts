import { channel } from 'node:diagnostics_channel'

/*
 * What the engine tells of its own work as it goes. Nobody listens unless metrics are open, and then telling costs a look at
 * a flag.
 */

/** `{ runs }`: how many runs a claim took. */
export const claims = channel('gantry:claims')

/** `{ kind, size }`: what shared one commit, and how many they were. */
export const commits = channel('gantry:commits')

/** `Gone[]`: what a sweep erased by the rules of retention. */
export const erasures = channel('gantry:erasures')

export type Claim = { runs: number }
export type Commit = { kind: string; size: number }
