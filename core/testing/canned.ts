import { client } from '../contract/client.ts'
import type { Call, Client, Contract, Operation, Port } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'

/** A call as its callee received it: `contract.operation`, and what came with it. */
export type Asked = { operation: string; input: Record<string, unknown> & { body?: unknown }; call: Call }

/** What a test answers for a contract; it may be replaced while the test runs. */
export type Answers<C> = { -readonly [K in keyof Port<C>]?: Port<C>[K] }

/** Canned answers in the place of other APIs, held to their contracts as over the wire. Keeps every call, in order. */
export class Canned {
  readonly asked: Asked[] = []

  /** An operation without an answer fails as a bug of the test. */
  client<C extends { readonly name: string; readonly operations: Record<string, Operation> }>(
    contract: C,
    answers: Answers<C>,
  ): Client<C> {
    const port = Object.fromEntries(
      Object.keys(contract.operations).map((id) => [
        id,
        async (input: Asked['input'], call: Call) => {
          const operation = `${contract.name}.${id}`
          this.asked.push({ operation, input, call })
          const answer = (answers as Record<string, ((input: unknown, call: Call) => Promise<unknown>) | undefined>)[id]
          if (answer) return answer(input, call)
          throw new IntegrationError('not-canned', `No answer to ${operation} is given.`, { kind: 'bug' })
        },
      ]),
    )
    return client(contract, { kind: 'direct', port: port as unknown as Port<Contract> })
  }

  /** Names of the operations called, in order; those that `matching` picks. */
  operations(matching: (asked: Asked) => boolean = () => true): string[] {
    return this.asked.filter(matching).map(({ operation }) => operation)
  }

  of(operation: string): Asked[] {
    return this.asked.filter((asked) => asked.operation === operation)
  }
}
