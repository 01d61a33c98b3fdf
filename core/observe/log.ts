import pino, { type Logger } from 'pino'

export type { Logger }

/** Fields that never reach a log, wherever they stand. */
const SECRETS = [
  'authorization',
  'apiKey',
  'clientSecret',
  'licenseKey',
  'password',
  'privateKey',
  'token',
  'webhookSecret',
]

/**
 * The same log, in which what is logged with a message is masked by `mask` first. Not by pino's `redact`: with wildcards it
 * costs each run a tenth of a millisecond.
 */
export const maskingLog = (log: Logger, mask: (logged: object) => object): Logger =>
  log.child({}, { formatters: { log: mask } })

export type LogOptions = { name: string; level?: string; pretty?: boolean }

/** Structured logs on stderr: stdout belongs to what a command answers. */
export function openLog({ name, level = 'info', pretty = false }: LogOptions): Logger {
  return pino(
    {
      name,
      level,
      base: { name, pid: process.pid },
      redact: { paths: [...SECRETS, ...SECRETS.map((field) => `*.${field}`)], censor: '[secret]' },
      serializers: { err: pino.stdSerializers.err },
    },
    pretty
      ? pino.transport({ target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } })
      : pino.destination({ dest: 2, sync: false }),
  )
}
