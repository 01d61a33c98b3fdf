import { type Completed, nextWords } from './tree.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Where the words of every command end, and what may follow there. */
function places(tree: readonly Completed[]): { at: string; words: { word: string; summary: string }[] }[] {
  const prefixes = new Set(tree.flatMap(({ words }) => words.map((_, end) => words.slice(0, end).join(' '))))
  return [...prefixes].sort().map((at) => ({ at, words: nextWords(tree, at === '' ? [] : at.split(' ')) }))
}

/** Single-quoted for a POSIX shell and fish alike. */
const quoted = (text: string) => `'${text.replaceAll('\\', '').replaceAll("'", '’')}'`

/** A script that completes `gantry` in a shell. It is static: pressing Tab starts nothing. */
export const completionScript = (shell: Shell, tree: readonly Completed[]): string => ({ bash, zsh, fish })[shell](tree)

function bash(tree: readonly Completed[]): string {
  const words = places(tree).map(
    ({ at, words }) => `    ${quoted(at)}) printf '%s' ${quoted(words.map(({ word }) => word).join(' '))} ;;`,
  )
  const flags = tree.map(
    ({ words, flags }) =>
      `    ${quoted(words.join(' '))}) printf '%s' ${quoted(flags.map(({ name }) => `--${name}`).join(' '))} ;;`,
  )
  const values = tree.flatMap(({ words, flags }) =>
    flags
      .filter(({ options }) => options.length > 0)
      .map(
        ({ name, options }) =>
          `    ${quoted(`${words.join(' ')} --${name}`)}) printf '%s' ${quoted(options.join(' '))} ;;`,
      ),
  )
  return `# Completion of gantry for bash: gantry completion bash > ~/.local/share/bash-completion/completions/gantry
_gantry_words() {
  case "$1" in
${words.join('\n')}
  esac
}
_gantry_flags() {
  case "$1" in
${flags.join('\n')}
  esac
}
_gantry_values() {
  case "$1" in
${values.join('\n')}
  esac
}
_gantry() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command='' word candidates
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && break
    [[ " $(_gantry_words "$command") " == *" $word "* ]] || break
    command="\${command:+$command }$word"
  done
  candidates="$(_gantry_values "$command $before")"
  if [[ -z $candidates ]]; then
    if [[ $current == -* ]]; then candidates="$(_gantry_flags "$command")"; else candidates="$(_gantry_words "$command")"; fi
  fi
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _gantry gantry
`
}

function zsh(tree: readonly Completed[]): string {
  const described = (word: string, summary: string) => quoted(`${word}:${summary.replaceAll(':', ' -')}`)
  const words = places(tree).map(
    ({ at, words }) =>
      `    ${quoted(at)}) found=(${words.map(({ word, summary }) => described(word, summary)).join(' ')}) ;;`,
  )
  const flags = tree.map(
    ({ words, flags }) =>
      `    ${quoted(words.join(' '))}) found=(${flags.map(({ name, summary }) => described(`--${name}`, summary)).join(' ')}) ;;`,
  )
  const values = tree.flatMap(({ words, flags }) =>
    flags
      .filter(({ options }) => options.length > 0)
      .map(
        ({ name, options }) =>
          `    ${quoted(`${words.join(' ')} --${name}`)}) found=(${options.map(quoted).join(' ')}) ;;`,
      ),
  )
  return `#compdef gantry
# Completion of gantry for zsh: gantry completion zsh > a folder of $fpath, as _gantry
_gantry() {
  local -a found known
  local command='' word
  for word in \${words[2,CURRENT-1]}; do
    [[ $word == -* ]] && break
    _gantry_words "$command"
    known=(\${found%%:*})
    (( \${known[(Ie)$word]} )) || break
    command="\${command:+$command }$word"
  done
  found=()
  _gantry_values "$command \${words[CURRENT-1]}"
  if (( \${#found} == 0 )); then
    if [[ \${words[CURRENT]} == -* ]]; then _gantry_flags "$command"; else _gantry_words "$command"; fi
  fi
  if (( \${#found} == 0 )); then _files; else _describe gantry found; fi
}
_gantry_words() {
  found=()
  case "$1" in
${words.join('\n')}
  esac
}
_gantry_flags() {
  found=()
  case "$1" in
${flags.join('\n')}
  esac
}
_gantry_values() {
  found=()
  case "$1" in
${values.join('\n')}
  esac
}
if [[ \${funcstack[1]-} == _gantry ]]; then _gantry "$@"; else compdef _gantry gantry; fi
`
}

function fish(tree: readonly Completed[]): string {
  const words = places(tree).flatMap(({ at, words }) =>
    words.map(
      ({ word, summary }) =>
        `complete -c gantry -f -n '__gantry_at ${quoted(at).slice(1, -1)}' -a ${word} -d ${quoted(summary)}`,
    ),
  )
  const flags = tree.flatMap(({ words, flags }) =>
    flags.map(({ name, summary, options, takesValue }) =>
      [
        `complete -c gantry -n '__gantry_in ${words.join(' ')}' -l ${name} -d ${quoted(summary)}`,
        ...(takesValue ? ['-r'] : []),
        ...(options.length > 0 ? [`-f -a ${quoted(options.join(' '))}`] : []),
      ].join(' '),
    ),
  )
  return `# Completion of gantry for fish: gantry completion fish > ~/.config/fish/completions/gantry.fish
function __gantry_said
  set -l said (commandline -opc)
  string match -v -- '-*' $said[2..]
end
function __gantry_at
  set -l said (__gantry_said)
  test "$said" = "$argv"
end
function __gantry_in
  set -l said (__gantry_said)
  test (count $said) -ge (count $argv); and test "$said[1..$(count $argv)]" = "$argv"
end
${[...words, ...flags].join('\n')}
`
}
