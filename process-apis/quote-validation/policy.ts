/** What a quote may carry without anybody's approval. Fractions are decimal strings: `0.30` is 30%. */
export const policy = {
  /** Largest discount off the list price, line by line. */
  maxDiscount: '0.30',
  /** Smallest margin over unit cost, as a fraction of the net price, line by line. */
  minMargin: '0.05',
} as const
