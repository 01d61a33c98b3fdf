import { basePathOf, type Contract, type Operation, scopeOf } from '@gantry/core/contract'

/** One operation of a published contract, as a request that its contract takes as far as can be told from outside. */
export type Asked = { contract: Contract; id: string; scope: string; method: string; path: string; body: boolean }

/** Every operation of these contracts; `identifier` stands in the place of each path parameter. */
export const everyOperation = (contracts: readonly Contract[], identifier: string): Asked[] =>
  contracts.flatMap((contract) =>
    Object.entries(contract.operations).map(([id, operation]: [string, Operation]) => ({
      contract,
      id,
      scope: scopeOf(contract, id),
      method: operation.method.toUpperCase(),
      path: basePathOf(contract) + operation.path.replace(/\{\w+\}/g, encodeURIComponent(identifier)),
      body: operation.body !== undefined,
    })),
  )

export async function ask(url: string, { method, path, body }: Asked, authorization?: string) {
  const response = await fetch(url + path, {
    method,
    headers: {
      'idempotency-key': 'matrix',
      ...(authorization && { authorization }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: '{}' }),
  })
  const text = await response.text()
  const code = response.headers.get('content-type')?.includes('problem')
    ? (JSON.parse(text) as { code: string }).code
    : ''
  return { status: response.status, code, text }
}
