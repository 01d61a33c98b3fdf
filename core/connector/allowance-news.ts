import { BREAKER, type Limits, type News } from './allowance.ts'

/** One statement for whatever an answer told; the breaker's rule is `BREAKER`. `$3`: answered, failed or neither. */
export const TOLD = `
  insert into gantry.connection as c (tenant, name) values ($1::text, $2::text) on conflict (tenant, name) do update set
    failures = case when $3::boolean then 0 when not $3::boolean then c.failures + 1 else c.failures end,
    failing_since = case when $3::boolean then null when not $3::boolean then
        coalesce(c.failing_since, clock_timestamp() - $16::float8 * interval '1 millisecond')
      else c.failing_since end,
    opened_at = case when $3::boolean then null when not $3::boolean and c.opened_at is null and (c.failures + 1 >= $4::int4
        or c.failures + 1 >= $5::int4 and clock_timestamp() >= c.failing_since + $6::float8 * interval '1 millisecond')
      then clock_timestamp() else c.opened_at end,
    probe_at = case when not $3::boolean and c.opened_at is null then clock_timestamp() + $7::float8 * interval '1 millisecond'
      else c.probe_at end,
    paused_until = greatest(c.paused_until, clock_timestamp() + $8::float8 * interval '1 millisecond'),
    slower_rate = coalesce($9::float8,
      case when $14::float8 is not null and clock_timestamp() < c.paused_until then 1 else $14::float8 end
        * case when clock_timestamp() < c.slower_until then c.slower_rate else $15::float8 end,
      c.slower_rate),
    slower_until = coalesce(clock_timestamp() + $10::float8 * interval '1 millisecond', c.slower_until),
    quota_used = greatest(c.quota_used, $11::int8), quota_limit = coalesce($12::int8, c.quota_limit),
    quota_until = coalesce(clock_timestamp() + $13::float8 * interval '1 millisecond', c.quota_until)
  returning failures, opened_at`

/** Of what was told, as `told`: whether others should hear of it before they ask by themselves. */
export const IS_NEWS = '$3::boolean or $8::float8 is not null or opened_at is not null and failures <= $4::int4'

/** What both go with. */
export const valuesOf = (
  { tenant, name }: { tenant: string; name: string },
  { requestsPerSecond }: Limits,
  { answered, pauseMs, slower, quota, silentMs = 0 }: News,
) => [
  tenant,
  name,
  answered ?? null,
  BREAKER.failures,
  BREAKER.few,
  BREAKER.fewAfterMs,
  BREAKER.probeMs,
  pauseMs ?? null,
  slower && 'requestsPerSecond' in slower ? slower.requestsPerSecond : null,
  slower?.forMs ?? null,
  quota?.used ?? null,
  quota?.limit ?? null,
  quota?.forMs ?? null,
  slower && 'share' in slower ? slower.share : null,
  requestsPerSecond,
  silentMs,
]
