import { IntegrationError } from '../errors/integration-error.ts'
import { type Contract, type Operation, PathParam, pathParams, z } from './contract.ts'

const inputs = new WeakMap<Operation, z.ZodObject>()

function inputSchema(operation: Operation): z.ZodObject {
  let schema = inputs.get(operation)
  if (!schema) {
    schema = z.strictObject({
      ...Object.fromEntries(pathParams(operation.path).map((name) => [name, PathParam])),
      ...(operation.body && { body: operation.body }),
      ...(operation.query && { query: operation.query.prefault({}) }),
    })
    inputs.set(operation, schema)
  }
  return schema
}

export function invalidRequest(issues: readonly z.core.$ZodIssue[], prefix: string[] = []): IntegrationError {
  const errors = issues.flatMap((issue) => {
    const at = [...prefix, ...issue.path.map(String)]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...at, key].join('.'), message: `Unknown field "${key}".` }))
    return [{ path: at.join('.'), message: issue.message }]
  })
  return new IntegrationError('invalid-request', 'The request does not fit the contract.', {
    kind: 'data',
    status: 400,
    detail: errors.map((error) => `${error.path}: ${error.message}`).join(' '),
    errors,
  })
}

/** The validated input, with defaults; throws `invalid-request` naming every field at fault. */
export function parseInput(operation: Operation, input: unknown): unknown {
  const parsed = inputSchema(operation).safeParse(input)
  if (!parsed.success) throw invalidRequest(parsed.error.issues)
  refuseUntellable(operation, parsed.data)
  return parsed.data
}

/**
 * Nothing is kept under a name that the operation's own answer could not tell: it would be there, and spoil every list it
 * stands in. Throws `invalid-request`.
 */
export function refuseUntellable(
  { method, path, returns }: Operation,
  input: Readonly<Record<string, unknown>>,
  prefix: string[] = [],
): void {
  if (method !== 'put' || !(returns instanceof z.ZodObject)) return
  const issues = pathParams(path).flatMap((name) => {
    const told = returns.shape[name] as z.ZodType | undefined
    // A number in the answer is a text in the path.
    if (told?.def.type !== 'string') return []
    return (told.safeParse(input[name]).error?.issues ?? []).map((issue) => ({ ...issue, path: [name] }))
  })
  if (issues.length > 0) throw invalidRequest(issues, prefix)
}

/** What a port answered, checked against the contract: a connector that breaks its promise is a bug of ours. */
export function parseOutput(
  contract: Pick<Contract, 'name'>,
  operationId: string,
  operation: Operation,
  output: unknown,
) {
  const parsed = operation.returns.safeParse(output)
  if (parsed.success) return parsed.data
  throw new IntegrationError('broken-contract', `${contract.name}.${operationId} answered outside its contract.`, {
    kind: 'bug',
    detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  })
}
