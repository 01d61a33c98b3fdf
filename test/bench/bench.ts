/** Where figures are measured, and where they go. */
export type Bench = {
  /** A server where databases may be made. */
  server: string
  /** Its first process, where it is on this machine and ours. */
  postmaster: number | undefined
  tell: Tell
}

export type Tell = (
  figure: string,
  value: number,
  unit: 'x' | 'ms' | '1/s' | 'share' | 'processors',
  detail?: object,
) => void

export const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Math.round(value * 1000) / 1000)

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
