import { Dice } from '../../faults/dice.ts'
import { basesOf, type Known, requestOf } from './base.ts'
import { MUTATIONS } from './mutations.ts'
import { send } from './request.ts'
import { faultOf } from './verdict.ts'

export type FuzzOptions = {
  url: string
  authorization: string
  count: number
  seed: number
  known: Known
  /** Every answer, with its headers. */
  heard: (text: string) => void
  say: (line: string) => void
}

export type Fuzzed = {
  requests: number
  operations: number
  /** Answers by their status. */
  answers: Record<string, number>
  /** What no answer should have been, the same of an operation once. */
  faults: string[]
}

const AT_ONCE = 24

/** Asks a host whatever its own documents lead to; a seed repeats the requests, though not the order of their answers. */
export async function fuzz({ url, authorization, count, seed, known, heard, say }: FuzzOptions): Promise<Fuzzed> {
  const bases = await basesOf(url, seed)
  const mutations = Object.entries(MUTATIONS)
  const answers: Record<string, number> = {}
  const faults = new Map<string, string>()
  let next = 0
  const client = async () => {
    for (let number = next++; number < count; number = next++) {
      // Each request has dice of its own: which one is answered first changes none that follows.
      const dice = new Dice(seed ^ Math.imul(number + 1, 0x9e3779b1))
      // Every operation meets every mutation before either comes again.
      const base = bases[number % bases.length]!
      const [name, mutate] = mutations[Math.floor(number / bases.length) % mutations.length]!
      const request = mutate(requestOf(base, dice, known, number), dice)
      const about = `${base.operation} (${name}, request ${number})`
      if (number > 0 && number % 10_000 === 0) say(`${number} requests`)
      try {
        const response = await send(url, request, authorization)
        const text = await response.text()
        answers[response.status] = (answers[response.status] ?? 0) + 1
        heard(`${[...response.headers].join()} ${text}`)
        const fault = faultOf(response.status, response.headers.get('content-type'), text, request.method)
        if (fault && !faults.has(`${base.operation} ${fault}`))
          faults.set(
            `${base.operation} ${fault}`,
            `${about}: ${fault}: ${text.slice(0, 400)} to ${JSON.stringify(request).slice(0, 600)}`,
          )
      } catch (error) {
        const { message, cause } = error as Error
        faults.set(about, `${about}: no answer: ${message}: ${(cause as Error | undefined)?.message ?? ''}`)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, client))
  return { requests: count, operations: bases.length, answers, faults: [...faults.values()] }
}
