import { BREAKING } from './breaking-changes.ts'
import { CHANGES } from './changes.ts'
import { HARMLESS } from './harmless-changes.ts'
import { NARROWED } from './narrowed.ts'
import { answers, asks, holds, type Pair } from './pair.ts'
import { WRITTEN_OTHERWISE } from './written-otherwise.ts'

const pair = (name: string, verdict: Pair['verdict'], old: Pair['old'], next: Pair['next']): Pair => ({
  name,
  verdict,
  old,
  next,
})

/** Every pair we keep, by part. */
export const CORPUS: Record<string, Pair[]> = {
  'schemas, request': NARROWED.flatMap(([name, wide, narrow]) => [
    pair(name, 'breaking', asks(holds(wide)), asks(holds(narrow))),
    pair(`${name}, turned round`, 'harmless', asks(holds(narrow)), asks(holds(wide))),
  ]),
  'schemas, response': NARROWED.flatMap(([name, wide, narrow]) => [
    pair(`${name}, turned round`, 'breaking', answers(holds(narrow)), answers(holds(wide))),
    pair(name, 'harmless', answers(holds(wide)), answers(holds(narrow))),
  ]),
  'single changes': CHANGES.map(([name, old, next, level]) =>
    pair(name, level === 'breaking' ? 'breaking' : 'harmless', old, next),
  ),
  'whole exchanges': [
    ...BREAKING.map(([name, old, next]) => pair(name, 'breaking', old, next)),
    ...HARMLESS.map(([name, old, next]) => pair(name, 'harmless', old, next)),
  ],
  'written otherwise': WRITTEN_OTHERWISE.flatMap(([name, old, next]) => [
    pair(name, 'harmless', old, next),
    pair(`${name}, turned round`, 'harmless', next, old),
  ]),
}
