/** What is due of one tenant and flow: how late its head is, what its priority weighs, and how many runs are known of. */
export type Lane = { flow: number; tenant: string; lateMs: number; weight: number }

export type Turn = {
  /** The lane's place in what was given. */
  lane: number
  runs: number
}

/** After so long a wait a weight counts a quarter, after twice as long a sixteenth. */
const AGING_MS = 120_000

/**
 * Who has the next places, as `gantry.claim` decides it: tenants take turns, and of a tenant's lanes one of a smaller weight
 * comes more often; none gets more than its flow has room for. `rooms` are by flow. Gives lanes in the order of their first turn.
 */
export function takeTurns(
  lanes: readonly (Lane & { queued: number })[],
  { places, rooms, after }: { places: number; rooms: readonly number[]; after: string },
): Turn[] {
  const oldest = new Map<number, number>()
  for (const { weight, lateMs } of lanes) oldest.set(weight, Math.max(oldest.get(weight) ?? 0, lateMs))
  // By the oldest of its weight, not by its own age: a tenant with much to do is not to go before one with little.
  const aged = ({ weight }: Lane) => Math.max(1, weight / 4 ** Math.min(2, Math.floor(oldest.get(weight)! / AGING_MS)))
  const tenants = [...new Set(lanes.map(({ tenant }) => tenant))].sort((a, b) => turnOf(a, b, after))
  const waiting = lanes.flatMap((lane, at) => {
    const ranking = { lane: at, flow: lane.flow, place: tenants.indexOf(lane.tenant), aged: aged(lane) }
    return Array.from({ length: lane.queued }, (_, nth) => ({ ...ranking, nth, chance: Math.random() }))
  })
  const groups = [...Map.groupBy(waiting, ({ place, aged }) => `${place} ${aged}`).values()]
  const ranked = groups
    .flatMap((group) =>
      group
        .sort((a, b) => a.nth - b.nth || a.chance - b.chance)
        .map((run, index) => ({ ...run, rank: run.aged * (index + 1) })),
    )
    .sort((a, b) => a.rank - b.rank || a.place - b.place || a.nth - b.nth)
  const left = [...rooms]
  const fitting = ranked.filter(({ flow }) => left[flow]!-- > 0).slice(0, places)
  const turns = new Map<number, Turn>()
  for (const { lane } of fitting) turns.set(lane, { lane, runs: (turns.get(lane)?.runs ?? 0) + 1 })
  return [...turns.values()]
}

/** As Postgres compares them under the collation C, going around from the tenant after the last one's turn. */
function turnOf(a: string, b: string, after: string): number {
  const [past, behind] = [a <= after, b <= after]
  if (past !== behind) return past ? 1 : -1
  return a < b ? -1 : 1
}
