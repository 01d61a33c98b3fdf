/** A command as completion knows it. `words` is what is typed: `['runs', 'list']`. */
export type Completed = { words: string[]; summary: string; flags: CompletedFlag[] }
export type CompletedFlag = { name: string; summary: string; options: string[]; takesValue: boolean }

type Described = {
  summary?: string
  flags?: Record<string, { description?: string; options?: readonly string[]; type: string; allowNo?: boolean }>
}

/** Every command with its flags, by its words. */
export function commandTree(commands: Readonly<Record<string, Described>>): Completed[] {
  return Object.entries(commands)
    .map(([id, { summary = '', flags = {} }]) => ({
      words: id.split(':'),
      summary,
      flags: [
        ...Object.entries(flags).map(([name, { description = '', options = [], type }]) => ({
          name,
          summary: description,
          options: [...options],
          takesValue: type === 'option',
        })),
        { name: 'json', summary: 'Answer in JSON.', options: [], takesValue: false },
        { name: 'help', summary: 'Show help.', options: [], takesValue: false },
      ],
    }))
    .sort((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1))
}

/** What may follow some words: the next word of every command that begins with them, each once. */
export function nextWords(tree: readonly Completed[], before: readonly string[]): { word: string; summary: string }[] {
  const found = new Map<string, string>()
  for (const { words, summary } of tree) {
    if (words.length <= before.length || before.some((word, at) => words[at] !== word)) continue
    const whole = words.length === before.length + 1
    const word = words[before.length]!
    if (!found.has(word) || whole) found.set(word, whole ? summary : `${words.slice(0, before.length + 1).join(' ')} …`)
  }
  return [...found].map(([word, summary]) => ({ word, summary }))
}
