/** What the doctor found of one thing. `mend` is the next step, where there is one. */
export type Finding = {
  about: 'versions' | 'database' | 'connections' | 'secrets' | 'clocks'
  what: string
  /** `warning`: it will do while one develops. */
  state: 'well' | 'warning' | 'ill'
  mend?: string
}

export const well = (about: Finding['about'], what: string): Finding => ({ about, what, state: 'well' })

/** What is a fault in production only. */
export const unwell = (about: Finding['about'], what: string, mend: string, ill: boolean): Finding => ({
  about,
  what,
  state: ill ? 'ill' : 'warning',
  mend,
})
