import { FaultLandscape } from '../landscape.ts'
import { salesOf } from '../load.ts'
import { attempt, bodyOf, eachOf, type Notice } from '../notices.ts'
import { judgeReceipts } from '../oracle.ts'
import { boundOf, clean, counts, type Row, type RowContext, scaled } from '../row.ts'
import { filed } from './webhooks.ts'

/** Of clean events and of poisoned ones, ABBA: a machine that slows down slows both. The first four warm it up. */
const BLOCKS = 18
const isPoisoned = (block: number) => block % 4 === 1 || block % 4 === 2
const POISONED = 0.01
const LEAST_SHARE = 0.95
const SENDERS = 16
const PATH = '/process/operations/v1/dead-letters'

type Letter = { id: string; data: { reference: string; order: string; gross: { currency: string; amount: string } } }

/** Events that nobody can handle among those that can be: set aside, mended by a person, and replayed. */
export const poison: Row = {
  name: 'R8',
  fault: '1% poison payloads',
  run: async (context) => {
    const { say } = context
    const blocks = blocksOf(context)
    const notices = blocks.flat()
    const landscape = await FaultLandscape.start({ workers: 2, latencyMs: 20, feeds: true, concurrency: 200 })
    try {
      const took = { clean: { events: 0, ms: 0 }, poisoned: { events: 0, ms: 0 } }
      let good = 0
      for (const [index, block] of blocks.entries()) {
        const sound = block.filter((notice) => !notice.poison).length
        good += sound
        const begun = performance.now()
        await send(landscape, block)
        const { stuck } = await filed(landscape, good, 120_000)
        if (stuck > 0) throw new Error(`${stuck} sound events are not handled in two minutes.`)
        const ms = performance.now() - begun
        const kind = isPoisoned(index) ? 'poisoned' : 'clean'
        if (index > 3) {
          took[kind].events += sound
          took[kind].ms += ms
        }
        say(`block ${index + 1} of ${BLOCKS}, ${kind}: ${((sound * 1000) / ms).toFixed(1)} events/s`)
      }
      const [cleanRate, poisonedRate] = [took.clean, took.poisoned].map(({ events, ms }) => (events * 1000) / ms) as [
        number,
        number,
      ]
      const spoilt = notices.filter((notice) => notice.poison)
      const letters = await lettersOf(landscape)
      say(`${letters.length} dead letters of ${spoilt.length} poisoned events`)
      await replay(landscape, letters, spoilt)
      const { stuck } = await filed(landscape, notices.length, 120_000)
      const verdict = await judgeReceipts(landscape, notices)
      for (const line of [...verdict.lost, ...verdict.wrong].slice(0, 5)) say(line)
      const left = (await lettersOf(landscape)).length
      const share = poisonedRate / cleanRate
      return {
        load: `${notices.length} events, ${spoilt.length} of them poison, 2 workers`,
        figures: {
          flows: notices.length,
          effects: verdict.effects,
          ...counts(verdict),
          stuck,
          at_most_percent_at_95: boundOf(verdict.effects),
          poisoned: spoilt.length,
          dead_letters: letters.length,
          dead_letters_after_replay: left,
          clean_per_s: Number(cleanRate.toFixed(1)),
          among_poison_per_s: Number(poisonedRate.toFixed(1)),
          share_of_clean: Number(share.toFixed(3)),
        },
        pass: clean(verdict) && stuck === 0 && left === 0 && letters.length === spoilt.length && share >= LEAST_SHARE,
      }
    } finally {
      await landscape.close()
    }
  },
}

function blocksOf(context: RowContext): Notice[][] {
  // As many clean ones again: what is measured against.
  const size = Math.ceil((scaled(5000, context, 500) * 2) / BLOCKS)
  const spoilt = Math.max(1, Math.round(size * POISONED))
  return Array.from({ length: BLOCKS }, (_, block) => {
    const notices: Notice[] = salesOf(size, context.dice, { declinedShare: 0, prefix: `P${block}` })
    if (!isPoisoned(block)) return notices
    const places = new Set(context.dice.shuffle([...notices.keys()]).slice(0, spoilt))
    return notices.map((notice, at) => {
      if (!places.has(at)) return notice
      return { ...notice, poison: context.dice.roll() < 0.5 ? 'reference' : 'amount' }
    })
  })
}

async function send(landscape: FaultLandscape, block: readonly Notice[]): Promise<void> {
  const { api, environment } = landscape
  await eachOf(block, SENDERS, async (notice) => {
    const status = await attempt(api.url, bodyOf(notice, new Date()), [environment.STRIPE_WEBHOOK_SECRET!])
    // A vendor repeats what was not acknowledged, for days: poison has to be acknowledged too.
    if (status !== 200) throw new Error(`${notice.reference} was answered ${status}.`)
  })
}

async function lettersOf({ api }: FaultLandscape): Promise<Letter[]> {
  const letters: Letter[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const query = new URLSearchParams({ state: 'open', limit: '100', ...(next && { cursor: next }) })
    const response = await fetch(`${api.url}${PATH}?${query}`)
    if (!response.ok) throw new Error(`The dead letters were refused: ${await response.text()}`)
    const page = (await response.json()) as { items: Letter[]; next?: string }
    letters.push(...page.items)
    next = page.next
  }
  return letters
}

/** As a person does: puts each payload right, and has it handed over once more. */
async function replay({ api }: FaultLandscape, letters: readonly Letter[], spoilt: readonly Notice[]): Promise<void> {
  const byReference = new Map(spoilt.map((notice) => [notice.reference, notice]))
  await eachOf(letters, 4, async ({ id, data }) => {
    const { reference, amount } = byReference.get(data.order)!
    const mended = { ...data, reference, gross: { currency: data.gross.currency, amount } }
    const response = await fetch(`${api.url}${PATH}/${id}/resolution`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resolution: { action: 'edit', data: mended }, reason: 'Put right by the fault program.' }),
    })
    if (!response.ok) throw new Error(`${reference} was not replayed: ${await response.text()}`)
  })
}
