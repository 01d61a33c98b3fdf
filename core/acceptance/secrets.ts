import { Breach } from './case.ts'
import type { ConnectorCase } from './connector-case.ts'

export const secrets: ConnectorCase = {
  name: 'secrets',
  title: 'No secret is in a log line or an error, of all that the other cases brought about.',
  applies: () => true,
  run: async ({ stand }) => {
    const config = stand.rehearsal.config('http://127.0.0.1:9')
    const shape = (
      stand.connector.config as { shape?: Record<string, { meta?: () => { secret?: boolean } | undefined }> }
    ).shape
    const names = Object.entries(shape ?? {}).flatMap(([name, schema]) => (schema.meta?.()?.secret ? [name] : []))
    // A connector may take one secret or another: what is not configured cannot be told.
    const canaries = names.flatMap((name) => (config[name] === undefined ? [] : pieces(String(config[name]))))
    if (canaries.length === 0) throw new Breach('The connector declares no secret in its configuration.')
    const said = [
      ...stand.logged,
      ...stand.failures.map((error) => JSON.stringify([error.message, error.detail, error.stack, String(error.cause)])),
    ]
    for (const line of said)
      for (const canary of canaries)
        if (line.includes(canary)) throw new Breach(`A secret is in: ${line.replaceAll(canary, '***').slice(0, 200)}`)
  },
}

/** A PEM key is looked for line by line; a header would be found in every key. */
const pieces = (secret: string) => secret.split('\n').filter((line) => line.length >= 8 && !line.startsWith('-----'))
