import { Problem } from '/catalogue/kit/api.js'

/** Reads what an export wrote in the place of the API's answers: `/a?from=1&to=2` lies in `a/1..2.json`. */
export function readFiles(folder) {
  return {
    async get(path, query = {}, signal) {
      const asked = Object.values(query).filter(Boolean).join('..')
      const response = await fetch(`${folder}${path}${asked && `/${asked}`}.json`, { signal })
      if (response.ok) return response.json()
      throw new Problem({ title: 'The export does not hold this.', status: response.status, code: 'not-exported' })
    },
  }
}
