import type { Contract } from '../contract/contract.ts'
import { type Class, classesIn, classificationOf } from '../data/classification.ts'
import { markSealed, Sealable } from '../security/encryption/sealable.ts'
import type { Flow } from './flow.ts'

const SENSITIVE: readonly Class[] = ['personal', 'secret']
/** Fields of these classes stay readable in the database: people filter runs by them. */
const READABLE: readonly Class[] = ['public', 'internal']

type Keeping = { sealed: boolean; clear: readonly string[] }

const known = new WeakMap<Flow['input'], Keeping>()

/** A flow that is given personal or secret data, or may hear such of an API it uses, keeps nothing readable. */
function keepingOf({ input, uses }: Flow): Keeping {
  let keeping = known.get(input)
  if (!keeping) {
    const own = classificationOf(input)
    const heard = Object.values(uses as Record<string, Partial<Contract>>).flatMap(({ operations = {} }) =>
      Object.values(operations).map(({ returns }) => classificationOf(returns)),
    )
    const classes = new Set([own, ...heard].flatMap((each) => [...classesIn(each)]))
    const clear = [...own.fields].flatMap(([name, field]) =>
      field.class && READABLE.includes(field.class) ? [name] : [],
    )
    keeping = { sealed: SENSITIVE.some((one) => classes.has(one)), clear }
    known.set(input, keeping)
  }
  return keeping
}

/** A run's input as it goes to the database. */
export function keptInput(flow: Flow, tenant: string, input: unknown): string | Sealable {
  const text = JSON.stringify(input)
  const { sealed, clear } = keepingOf(flow)
  // What looks like ours must not be taken for it.
  if (!sealed && !text.includes('"$sealed"')) return text
  const fields = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  const beside = clear.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]]))
  return new Sealable(tenant, text, Object.fromEntries(beside))
}

/** The input that was kept, as it will be read. */
export const inputOf = (kept: string | Sealable): unknown =>
  typeof kept === 'string' ? JSON.parse(kept) : markSealed(JSON.parse(kept.text), Object.keys(kept.clear))
