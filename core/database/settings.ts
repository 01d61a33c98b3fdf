/** The address, for connections that begin with a setting of PostgreSQL's; those it has already stay. */
export function withSetting(address: string, name: string, value: string): string {
  const url = new URL(address)
  const options = url.searchParams.get('options')
  url.searchParams.set('options', `${options ? `${options} ` : ''}-c ${name}=${value}`)
  return url.href
}
