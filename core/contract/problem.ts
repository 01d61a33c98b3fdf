import { type Operation, pathParams, z } from './contract.ts'

/** RFC 9457, as every error of every API has it; `code` and what follows are our extension members. */
export const ProblemDetails = z
  .object({
    type: z.string().openapi({ description: 'A URI that names the kind of problem; it follows from the code.' }),
    title: z
      .string()
      .openapi({ description: 'One business sentence.', example: 'Somebody else is changing the record.' }),
    status: z.int().openapi({ description: 'The HTTP status.', example: 409 }),
    detail: z.string().optional().openapi({ description: 'Technical detail for an engineer.' }),
    code: z.string().openapi({ description: 'Stable, kebab-case: runbooks are keyed by it.', example: 'record-busy' }),
    kind: z.enum(['transient', 'data', 'policy', 'bug']).openapi({
      description:
        '`transient`: a repeat may succeed. `data`: the request or the master data is wrong. `policy`: a rule forbids it. `bug`: Gantry is at fault.',
    }),
    retryAfterMs: z.number().min(0).optional().openapi({ description: 'Earliest useful repeat, in ms from now.' }),
    outcomeUnknown: z
      .boolean()
      .optional()
      .openapi({ description: 'The call may have taken effect: repeat it with the same `Idempotency-Key`.' }),
    unsent: z
      .boolean()
      .optional()
      .openapi({ description: 'No request left for the system behind: nothing was tried.' }),
    team: z.string().optional().openapi({ description: 'The team that can mend it.' }),
    correlation: z.string().optional().openapi({ description: 'Name it when you ask for help.' }),
    errors: z
      .array(z.object({ path: z.string().openapi({ example: 'body.lines.0.quantity' }), message: z.string() }))
      .optional()
      .openapi({ description: 'Each field at fault.' }),
  })
  .openapi('Problem', { description: 'Why a call failed (RFC 9457).' })

/** The failures of every API, by the name of their component in a document. */
export const PROBLEMS = {
  BadRequest: { description: 'The request does not fit the contract.' },
  Unauthorized: { description: 'No valid identity.' },
  Forbidden: { description: 'The identity lacks the scope.' },
  NotFound: { description: 'There is no such thing, or none that you may know of.' },
  Conflict: { description: 'A rule forbids it in the present state, or the same key is still under way.' },
  Gone: { description: 'This version has reached its sunset date; the problem names its successor.' },
  TooLarge: { description: 'The request body is too large.' },
  UnsupportedMediaType: { description: 'A request body is sent as application/json.' },
  Unprocessable: { description: 'The data cannot be processed, or the key was used with another body.' },
  TooManyRequests: { description: 'Too many requests.', retryAfter: true },
  Unavailable: { description: 'A system behind this one is not available.', retryAfter: true },
  Failed: { description: 'Any other failure.' },
} satisfies Record<string, { description: string; retryAfter?: boolean }>

/** The failures an operation can answer with, by HTTP status. */
export function problemsOf({ path, body, query, idempotent }: Operation): Record<string, keyof typeof PROBLEMS> {
  const named = pathParams(path).length > 0
  return {
    ...((named || body || query || idempotent) && { 400: 'BadRequest' }),
    401: 'Unauthorized',
    403: 'Forbidden',
    ...((named || body) && { 404: 'NotFound' }),
    409: 'Conflict',
    ...(body && { 413: 'TooLarge', 415: 'UnsupportedMediaType' }),
    422: 'Unprocessable',
    429: 'TooManyRequests',
    500: 'Failed',
    503: 'Unavailable',
    default: 'Failed',
  }
}
