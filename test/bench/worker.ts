import { busy, nothing } from './contestant.ts'
import { gantryHost } from './gantry.ts'

// A worker as a process of its own. The address comes by message, as it holds credentials; back go counts of ended runs.
const TELL_EVERY_MS = 20

process.once('message', async ({ url, work }: { url: string; work: string }) => {
  let ended = 0
  let told = -1
  const setting = { inFlight: 100, work: work === 'busy' ? busy : nothing, works: true }
  const host = await gantryHost(url, setting, () => {
    ended++
  })
  const telling = setInterval(() => {
    if (ended !== told) process.send?.(ended)
    told = ended
  }, TELL_EVERY_MS)
  process.once('disconnect', async () => {
    clearInterval(telling)
    await host.close()
    process.exit(0)
  })
})
