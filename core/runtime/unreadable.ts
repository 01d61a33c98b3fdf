import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problemResponse } from '../contract/server.ts'
import { IntegrationError } from '../errors/integration-error.ts'

const CASES: Readonly<Record<string, { status: number; sentence: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, sentence: 'The path and headers of a request are longer than is read.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, sentence: 'The request took too long to arrive.' },
}

/** Answers what Node's parser refuses: it never comes to be a request, and is told of as every other failure is. */
export async function answerUnreadable(error: Error & { code?: string }, socket: Duplex): Promise<void> {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { status, sentence } = CASES[error.code ?? ''] ?? { status: 400, sentence: 'This is no HTTP request.' }
  const response = problemResponse(new IntegrationError('unreadable-request', sentence, { kind: 'data', status }))
  const body = await response.text()
  const headers = {
    ...Object.fromEntries(response.headers),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'))
}
