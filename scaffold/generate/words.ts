import { Refusal } from '../refusal.ts'
import type { Words } from './template.ts'

/** A name in every way that a template writes its own, which is "sample thing". Throws a `Refusal`. */
export function wordsOf(name: string): Words {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Refusal(`"${name}" is no name.`, 'Write it in small letters with hyphens, such as stock-reservation.')
  const parts = name.split('-')
  const pascal = parts.map((part) => part[0]!.toUpperCase() + part.slice(1)).join('')
  const spoken = parts.join(' ')
  return {
    'sample-thing': name,
    sampleThing: pascal[0]!.toLowerCase() + pascal.slice(1),
    SampleThing: pascal,
    'Sample thing': spoken[0]!.toUpperCase() + spoken.slice(1),
    'sample thing': spoken,
  }
}
