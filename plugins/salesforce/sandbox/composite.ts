import { Numeral } from './json.ts'
import { assertPart } from './part.ts'
import { Refusal } from './refusal.ts'
import { type Api, type ApiAnswer, asBody, perform } from './resources.ts'

const MOST_SUBREQUESTS = 25
/** Of these, collections and queries together. */
const MOST_BULKY = 5
const MOST_NODES = 500

type Subrequest = { method: string; url: string; referenceId: string; body?: unknown }
type Subanswer = { body: unknown; httpHeaders: object; httpStatusCode: number; referenceId: string }

const BULKY = /^\/(?:query|queryAll|composite\/sobjects)\b/

function parsed(version: string, { method, url }: Subrequest) {
  const match = /^\/services\/data\/v(\d+\.\d)(\/[^?]*)(?:\?(.*))?$/.exec(url)
  if (!match) throw new Refusal('INVALID_ARGUMENT', `The url ${url} is not one of this API.`)
  return {
    method: method.toUpperCase(),
    version: match[1] ?? version,
    path: match[2]!,
    query: new URLSearchParams(match[3] ?? ''),
  }
}

function at(answers: Map<string, unknown>, expression: string): string {
  const [reference, ...path] = expression.split(/[.[\]]+/).filter(Boolean)
  let value = answers.get(reference!)
  for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step]
  if (value === undefined || value === null || typeof value === 'object')
    throw new Refusal(
      'PROCESSING_HALTED',
      `Invalid reference specified. No value for ${expression} found in ${reference}`,
    )
  return String(value)
}

/** Puts earlier answers in place of `@{reference.path}`. */
function resolved(answers: Map<string, unknown>, value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/@\{([^}]+)\}/g, (_, path: string) => at(answers, path))
  if (Array.isArray(value)) return value.map((item) => resolved(answers, item))
  if (typeof value !== 'object' || value === null || value instanceof Numeral) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(answers, item)]))
}

function subrequestsOf(body: unknown, most: number): Subrequest[] {
  const { compositeRequest } = asBody(body)
  if (!Array.isArray(compositeRequest) || compositeRequest.length === 0)
    throw new Refusal('INVALID_ARGUMENT', 'compositeRequest is missing')
  if (compositeRequest.length > most)
    throw new Refusal('LIMIT_EXCEEDED', `The request has more than ${most} subrequests.`)
  const references = new Set<string>()
  for (const { method, url, referenceId } of compositeRequest as Partial<Subrequest>[]) {
    if (!method || !url || !referenceId || !/^[A-Za-z]\w*$/.test(referenceId))
      throw new Refusal('JSON_PARSER_ERROR', `Each subrequest needs a method, a url and a valid referenceId.`)
    if (references.has(referenceId)) throw new Refusal('INVALID_ARGUMENT', `duplicate referenceId ${referenceId}`)
    references.add(referenceId)
  }
  return compositeRequest as Subrequest[]
}

const halted = (message: string) => new Refusal('PROCESSING_HALTED', message)
const failed = (referenceId: string, error: Refusal): Subanswer => ({
  body: [error.body()],
  httpHeaders: {},
  httpStatusCode: error.status,
  referenceId,
})

/** Runs subrequests in order; a failure stops those that refer to it, and with `allOrNone` undoes all. */
function sequence(api: Api, version: string, requests: Subrequest[], allOrNone: boolean): Subanswer[] {
  const savepoint = api.org.savepoint()
  api.failing.batch()
  const answers = new Map<string, unknown>()
  let broken = false
  const given = requests.map((request): Subanswer => {
    const { referenceId } = request
    if (broken && allOrNone)
      return failed(
        referenceId,
        halted('The transaction was rolled back since another operation in the same transaction failed.'),
      )
    try {
      assertPart(api.failing)
      const url = parsed(version, { ...request, url: String(resolved(answers, request.url)) })
      const body = resolved(answers, request.body)
      // The outer flag overrides that of a collection.
      const answer = perform(api, {
        ...url,
        body: allOrNone && BULKY.test(url.path) && body ? { ...(body as object), allOrNone: true } : body,
      })
      answers.set(referenceId, answer.body)
      const partly = Array.isArray(answer.body) && answer.body.some((result) => result.success === false)
      if (partly) broken = true
      return {
        body: answer.body ?? null,
        httpHeaders: answer.location ? { Location: answer.location } : {},
        httpStatusCode: partly && allOrNone ? 400 : answer.status,
        referenceId,
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      broken = true
      return failed(referenceId, error)
    }
  })
  if (!broken || !allOrNone) return given
  api.org.rollback(savepoint)
  return given.map((answer) =>
    answer.httpStatusCode < 300
      ? failed(
          answer.referenceId,
          halted('The transaction was rolled back since another operation in the same transaction failed.'),
        )
      : answer,
  )
}

/** `POST /composite`. */
export function composite(api: Api, version: string, body: unknown): ApiAnswer {
  const requests = subrequestsOf(body, MOST_SUBREQUESTS)
  if (requests.filter((request) => BULKY.test(parsed(version, request).path)).length > MOST_BULKY)
    throw new Refusal('LIMIT_EXCEEDED', `The request has more than ${MOST_BULKY} collections and queries.`)
  return {
    status: 200,
    body: { compositeResponse: sequence(api, version, requests, asBody(body).allOrNone === true) },
  }
}

/** `POST /composite/graph`: each graph all or none, single-record resources only. */
export function graph(api: Api, version: string, body: unknown): ApiAnswer {
  const { graphs } = asBody(body)
  if (!Array.isArray(graphs)) throw new Refusal('INVALID_ARGUMENT', 'graphs is missing')
  const parts = graphs.map((given) => ({
    graphId: String(asBody(given).graphId ?? ''),
    requests: subrequestsOf(given, MOST_NODES),
  }))
  if (parts.reduce((nodes, { requests }) => nodes + requests.length, 0) > MOST_NODES)
    throw new Refusal('LIMIT_EXCEEDED', `The request has more than ${MOST_NODES} nodes.`)
  for (const { requests } of parts)
    for (const request of requests)
      if (BULKY.test(parsed(version, request).path))
        throw new Refusal('INVALID_ARGUMENT', 'A graph takes sObject resources only.')
  return {
    status: 200,
    body: {
      graphs: parts.map(({ graphId, requests }) => {
        const compositeResponse = sequence(api, version, requests, true)
        const isSuccessful = compositeResponse.every((answer) => answer.httpStatusCode < 300)
        return { graphId, graphResponse: { compositeResponse }, isSuccessful }
      }),
    },
  }
}
