import { join, relative } from 'node:path'
import { watch } from 'chokidar'

const SOURCES = /\.(ts|js|json|sql|css|html|yaml)$/
const PASSED_OVER = /(^|\/)(node_modules|\.git|\.gantry|dist|vendor)(\/|$)|\.test\.ts$/
/** Editors save in several steps, and people save several files. */
const QUIET_MS = 150

/** Calls with the files that changed, below `root`, once saving has ceased; never while the call before is under way. */
export function onChange(root: string, changed: (files: string[]) => Promise<void>): () => Promise<void> {
  const watcher = watch(root, {
    ignoreInitial: true,
    ignored: (path, stats) => {
      const below = relative(root, path)
      return PASSED_OVER.test(below) || (stats?.isFile() === true && !SOURCES.test(below))
    },
  })
  const files = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let under = Promise.resolve()
  watcher.on('all', (_event, path) => {
    files.add(relative(root, join(path)))
    clearTimeout(timer)
    timer = setTimeout(() => {
      under = under.then(() => {
        const saved = [...files]
        files.clear()
        return saved.length > 0 ? changed(saved) : undefined
      })
    }, QUIET_MS)
  })
  return async () => {
    clearTimeout(timer)
    await watcher.close()
    await under
  }
}
