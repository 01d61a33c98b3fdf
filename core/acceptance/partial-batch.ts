import type { PartsMet } from '../sandbox/failing-part.ts'
import type { Entry } from '../sandbox/sandbox.ts'
import { attempt, Breach, type Case, expectOneEffect, outcomeOf, ready, type Subject, settle } from './case.ts'

const MOST_PARTS = 60
const NO_BATCH = 'it sends no batch'

type Way = {
  /** Brings the books to where the batch is sent, and gives what is then called. */
  prepare: (subject: Subject) => Promise<{ made: Awaited<ReturnType<typeof ready>>; input: object }>
}

const fresh: Way = {
  prepare: async (subject) => {
    const made = await ready(subject)
    return { made, input: made.input }
  },
}

/** An upsert of what is there already: the changes of its fields go together. */
const changed: Way = {
  prepare: async (subject) => {
    const made = await ready(subject)
    await settle(subject, made.input, made.key)
    return { made, input: subject.trial.altered!(made.input as never) }
  },
}

const waysOf = ({ contract, operation, trial }: Subject): Way[] =>
  contract.operations[operation]!.method === 'put' && trial.altered ? [fresh, changed] : [fresh]

export const partialBatch: Case = {
  name: 'partial-batch',
  title:
    'Each part of a batch in turn fails within an answer of 200: nothing is half there, and a repeat does it once.',
  applies: ({ stand }) => stand.rehearsal.acts?.failPart !== undefined || NO_BATCH,
  run: async (subject) => {
    let met = 0
    for (const way of waysOf(subject))
      for (const failing of ['passing', 'lasting'] as const) met += await eachPart(subject, way, failing)
    return met === 0 ? NO_BATCH : undefined
  },
}

/** Fails each part in turn; gives how many parts there are. */
async function eachPart(subject: Subject, way: Way, failing: 'passing' | 'lasting'): Promise<number> {
  const { stand, trial } = subject
  const tell = async (place?: number) => {
    const { action, body } = stand.rehearsal.acts!.failPart!
    return (await stand.act(action, { ...body, ...(place !== undefined && { place, failing }) })) as PartsMet
  }
  const bench = stand.benchOf(subject.contract)
  const whole = await undisturbed(subject, way)
  // What a batch leaves where its first part fails is what came before it.
  const left = new Map<number, number>()
  for (let place = 0; place < MOST_PARTS; place++) {
    const { made, input } = await way.prepare(subject)
    const before = (await stand.stats()).effects
    await tell(place)
    // Told even where it throws: the cases after this one are to meet no failing part.
    const { answer, outcome, refused } = await tried(subject, input, made.key).catch(async (thrown: unknown) => {
      await tell()
      throw thrown
    })
    const { parts, failed } = await tell()
    if (place === 0 && parts === 0) return 0
    if (outcome && outcome.retryable !== (failing === 'passing'))
      throw new Breach(`A part that failed (${failing}) became ${outcome.code}, ${outcome.kind}.`)
    if (refused !== (trial.refused && failed !== undefined ? 1 : 0))
      throw new Breach(`The answers tell of ${refused} refused records.`)
    const effects = (await stand.stats()).effects - before
    if (outcome && failed !== undefined) {
      const first = left.get(failed) ?? effects
      if (effects !== first)
        throw new Breach(`Part ${place + 1} failed, and ${effects - first} writes of its batch stayed.`)
      left.set(failed, first)
    }
    if (answer && !trial.refused && effects < whole.effects)
      throw new Breach(`Part ${place + 1} failed, and the call was taken for done.`)
    const again = await settle(subject, input, made.key, 1)
    if (trial.refused && (await trial.refused(bench, again)) > 0)
      throw new Breach('Repeated, a record is refused still.')
    if (answer && subject.repeat.repeat === 'read' && JSON.stringify(answer) !== JSON.stringify(again))
      throw new Breach(`Part ${place + 1} failed, and the answer was given without it.`)
    await expectOneEffect(subject, made)
    const there = traceOf(await stand.ledger(), made.reference)
    if (there !== whole.trace) throw new Breach(`Repeated it left ${there}, and undisturbed ${whole.trace}.`)
    if (parts <= place) return parts
  }
  throw new Breach(`It sends more than ${MOST_PARTS} parts.`)
}

async function tried(subject: Subject, input: object, key: string) {
  let answer: Record<string, unknown> | undefined
  const outcome = await outcomeOf(
    attempt(subject, input, key).then((given) => {
      answer = given
    }),
  )
  const { stand, contract, trial } = subject
  const refused = answer && trial.refused ? await trial.refused(stand.benchOf(contract), answer) : 0
  return { answer, outcome, refused }
}

async function undisturbed(subject: Subject, way: Way): Promise<{ effects: number; trace: string }> {
  const { stand, trial, contract } = subject
  const { made, input } = await way.prepare(subject)
  const before = (await stand.stats()).effects
  const answer = await settle(subject, input, made.key)
  const effects = (await stand.stats()).effects - before
  await trial.refused?.(stand.benchOf(contract), answer)
  return { effects, trace: traceOf(await stand.ledger(), made.reference) }
}

/** What the books hold for a reference, whatever its name and its ids. */
const traceOf = (ledger: readonly Entry[], reference: string): string =>
  ledger
    .map(({ id: _, number: __, at: ___, ...entry }) => JSON.stringify(entry))
    .filter((text) => text.includes(reference))
    .map((text) => text.replaceAll(reference, '…'))
    .sort()
    .join(' ')
