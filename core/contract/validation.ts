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
  return parsed.data
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
