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

/** How deep a classified field may stand in what is logged. */
const DEPTH = ['', '*.', '*.*.', '*.*.*.']

/** The same log, in which fields of these names are masked too, as their class; secrets as before. */
export const maskingLog = (log: Logger, names: ReadonlyMap<string, string>): Logger =>
  log.child(
    {},
    {
      redact: {
        paths: DEPTH.flatMap((at) =>
          [...SECRETS, ...names.keys()].map((name) => `${at}["${name}"]`.replace('.[', '[')),
        ),
        censor: (_, path) => `[${names.get(path.at(-1)!) ?? 'secret'}]`,
      },
    },
  )

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
