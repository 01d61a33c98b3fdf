import { execFile } from 'node:child_process'
import { open, readdir } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * Bytes of memory. `pss` counts a page shared by n processes as 1/n in each (proc_pid_smaps(5)), so that the sum over
 * a tree is what the tree takes; `rss` counts it in full in each and so overstates, PostgreSQL's shared buffers most.
 */
export type Memory = { bytes: number; measure: 'pss' | 'rss' }

export type MemorySample = {
  /** The highest sum seen so far; undefined where neither /proc nor `ps` tells. */
  peak(): Memory | undefined
  /** Samples once more, ends, and gives the peak. */
  stop(): Promise<Memory | undefined>
}

const EVERY_MS = 500

/**
 * Samples the memory of these processes and all that they started, twice a second. All reading is asynchronous and
 * each round waits for the last: the kernel's walk of the page tables happens on a thread of libuv's, never on ours.
 */
export function sampleMemory(pids: () => number[], everyMs = EVERY_MS): MemorySample {
  let peak: Memory | undefined
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const sample = async () => {
    const now = await memoryOf(pids()).catch(() => undefined)
    if (now && now.bytes > (peak?.bytes ?? 0)) peak = now
  }
  const round = async (): Promise<void> => {
    await sample()
    if (ended) return
    timer = setTimeout(() => {
      running = round()
    }, everyMs)
    timer.unref()
  }
  let running = round()
  return {
    peak: () => peak,
    stop: async () => {
      ended = true
      clearTimeout(timer)
      await running
      await sample()
      return peak
    },
  }
}

/** The memory of these processes and their descendants now. */
export async function memoryOf(pids: readonly number[]): Promise<Memory | undefined> {
  return process.platform === 'linux' ? fromProc(pids) : fromPs(pids)
}

async function fromProc(roots: readonly number[]): Promise<Memory | undefined> {
  let kilobytes = 0
  let read = false
  const seen = new Set<number>()
  const queue = [...roots]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    if (seen.has(pid)) continue
    seen.add(pid)
    queue.push(...(await childrenOf(pid)))
    const pss = /^Pss:\s+(\d+) kB/m.exec(await textOf(`/proc/${pid}/smaps_rollup`))?.[1]
    if (pss === undefined) continue
    read = true
    kilobytes += Number(pss)
  }
  return read ? { bytes: kilobytes * 1024, measure: 'pss' } : undefined
}

/** The kernel lists them by the thread that started them. */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(threads.map((thread) => textOf(`/proc/${pid}/task/${thread}/children`)))
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
}

/**
 * Empty for a process that has ended since, or whose memory we may not read. Piece by piece: files of /proc tell no size, and
 * `readFile` would take 64 kB for each, which sends this process collecting garbage at every round.
 */
async function textOf(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined)
  if (!file) return ''
  try {
    const piece = Buffer.allocUnsafe(1024)
    let text = ''
    for (;;) {
      const { bytesRead } = await file.read(piece)
      if (bytesRead === 0) return text
      text += piece.toString('ascii', 0, bytesRead)
    }
  } catch {
    return ''
  } finally {
    await file.close()
  }
}

async function fromPs(roots: readonly number[]): Promise<Memory | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,rss='])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number])
  const seen = new Set(roots)
  // A child may be listed before its parent: go round until nobody is added.
  for (let before = -1; before !== seen.size; ) {
    before = seen.size
    for (const [pid, parent] of rows) if (seen.has(parent)) seen.add(pid)
  }
  const kilobytes = rows.filter(([pid]) => seen.has(pid)).reduce((sum, [, , rss]) => sum + rss, 0)
  return kilobytes > 0 ? { bytes: kilobytes * 1024, measure: 'rss' } : undefined
}
