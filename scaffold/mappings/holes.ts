import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the author of a connector has still to say. */
export type Hole = { file: string; line: number; what: string }

/** The holes in a connector's own files; none where it lies elsewhere than in `plugins/`. */
export function holesOf(root: string, connector: string): Hole[] {
  const files = globSync(`plugins/${connector}/**/*.ts`, {
    cwd: root,
    exclude: ['**/node_modules/**', '**/*.test.ts', '**/*.gen.*'],
  })
  return files.sort().flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return [...text.matchAll(/\bhole\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs)].map((found) => ({
      file,
      line: text.slice(0, found.index).split('\n').length,
      what: found[2]!.replace(/\\(.)/g, '$1'),
    }))
  })
}
