const STAGES = ['submitted', 'active', 'invoiced', 'partly-paid', 'paid', 'on-hold', 'refused', 'cancelled'] as const
const WIDTH = 28
/** Without a terminal a line is printed this often. */
const PLAIN_MS = 2_000

export type Counts = Partial<Record<string, number>>

/** Live progress: redrawn in place on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #out: NodeJS.WriteStream
  readonly #colour: boolean
  #lines = 0
  #lastPlain = 0

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
    this.#colour = out.isTTY === true && !process.env.NO_COLOR
  }

  /** A line that stays. */
  say(text: string): void {
    this.#clear()
    this.#out.write(`${text}\n`)
  }

  loading(done: number, of: number): void {
    const text = `  ${this.#bar(done, of)}  ${done} of ${of} records into the CRM and the ERP`
    if (this.#out.isTTY) this.#draw([text])
    else this.#plain(text, done === of)
  }

  orders(counts: Counts, of: number, seconds: number): void {
    if (!this.#out.isTTY) {
      const parts = STAGES.flatMap((stage) => (counts[stage] ? [`${counts[stage]} ${stage}`] : []))
      this.#plain(`  ${seconds.toFixed(0)} s: ${parts.join(', ') || 'nothing yet'}, of ${of} orders`, false)
      return
    }
    const shown = STAGES.filter((stage, index) => index < 5 || counts[stage])
    this.#draw(
      shown.map((stage) => {
        const count = counts[stage] ?? 0
        return `  ${stage.padEnd(12)} ${this.#bar(count, of)} ${String(count).padStart(5)}`
      }),
    )
  }

  end(): void {
    this.#lines = 0
  }

  #bar(done: number, of: number): string {
    const filled = of === 0 ? 0 : Math.round((done / of) * WIDTH)
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
    return this.#colour ? `\u001b[36m${bar}\u001b[0m` : bar
  }

  #plain(text: string, always: boolean): void {
    if (!always && Date.now() - this.#lastPlain < PLAIN_MS) return
    this.#lastPlain = Date.now()
    this.#out.write(`${text}\n`)
  }

  #draw(lines: readonly string[]): void {
    this.#clear()
    this.#out.write(`${lines.join('\n')}\n`)
    this.#lines = lines.length
  }

  #clear(): void {
    if (this.#lines > 0) this.#out.write(`\u001b[${this.#lines}A\u001b[J`)
    this.#lines = 0
  }
}
