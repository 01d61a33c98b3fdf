/** A version that was published. */
export type Release = {
  tier: string
  name: string
  title: string
  version: string
  publishedOn: string
  level: string
  changelog: string
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const text = (words: string): string => words.replace(/[&<>"]/g, (one) => ENTITIES[one]!).replace(/\p{Cc}/gu, ' ')

/** Where the changes of an API are shown, below the catalogue's `url`, which ends with a slash. */
export const addressOf = ({ tier, name }: Pick<Release, 'tier' | 'name'>, url: string): string =>
  `${url}apis/${tier}/${name}/changes/`

/** What was published as an Atom feed (RFC 4287), the newest first. A day is told as its beginning in UTC. */
export function atomOf(releases: readonly Release[], url: string): string {
  const entries = releases.map((release) => {
    const { title, version, publishedOn, level, changelog } = release
    const address = addressOf(release, url)
    return [
      '  <entry>',
      `    <id>${text(address)}#${text(version)}</id>`,
      `    <title>${text(`${title} ${version}${level === 'breaking' ? ' (breaking)' : ''}`)}</title>`,
      `    <updated>${publishedOn}T00:00:00Z</updated>`,
      `    <link href="${text(address)}"/>`,
      `    <category term="${text(level)}"/>`,
      `    <summary>${text(changelog)}</summary>`,
      '  </entry>',
    ].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${text(url)}</id>`,
    '  <title>Published APIs</title>',
    '  <author><name>Gantry</name></author>',
    `  <updated>${releases[0]?.publishedOn ?? '1970-01-01'}T00:00:00Z</updated>`,
    `  <link rel="self" href="${text(url)}releases.atom"/>`,
    `  <link href="${text(url)}releases/"/>`,
    ...entries,
    '</feed>',
    '',
  ].join('\n')
}
