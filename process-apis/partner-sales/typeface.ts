import { readFile } from 'node:fs/promises'
import { create, type Font } from 'fontkit'

/** One file of a typeface, and which letters it has. */
export type Face = { name: string; file: Buffer; has: (letter: string) => boolean }

/** The files of a weight, in the order in which they are asked for a letter. */
export type Typeface = readonly Face[]

/** Noto Sans, and BIZ UDPGothic for Japanese: both under the SIL Open Font License 1.1. */
const FILES = {
  400: [
    '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
    '@expo-google-fonts/biz-udpgothic/400Regular/BIZUDPGothic_400Regular.ttf',
  ],
  700: [
    '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
    '@expo-google-fonts/biz-udpgothic/700Bold/BIZUDPGothic_700Bold.ttf',
  ],
}

async function open(path: string): Promise<Face> {
  const file = await readFile(new URL(import.meta.resolve(path)))
  // A file of this kind holds one font; others hold many.
  const font = create(file) as Font
  return { name: path, file, has: (letter) => font.hasGlyphForCodePoint(letter.codePointAt(0)!) }
}

const opened = new Map<keyof typeof FILES, Promise<Typeface>>()

/** The regular letters (400) or the bold ones (700); read once. */
export function typefaceOf(weight: keyof typeof FILES): Promise<Typeface> {
  const known = opened.get(weight)
  if (known) return known
  const reading = Promise.all(FILES[weight].map(open))
  opened.set(weight, reading)
  reading.catch(() => opened.delete(weight))
  return reading
}

/** What stands in the place of a letter that no face has: Japanese printers' own sign for that. */
const MISSING = '〓'

/** Neighbouring letters of one face. */
export type Stretch = { face: Face; text: string }

/** A text as stretches, each in the first face that has its letters. */
export function stretchesOf(text: string, typeface: Typeface): Stretch[] {
  const stretches: Stretch[] = []
  for (const given of text.normalize('NFC').replace(/\p{Cc}/gu, ' ')) {
    const last = stretches.at(-1)
    // A blank goes with what stands before it.
    const fitting = given === ' ' && last ? last.face : typeface.find(({ has }) => has(given))
    const face = fitting ?? typeface.at(-1)!
    const letter = fitting ? given : MISSING
    if (last?.face === face) last.text += letter
    else stretches.push({ face, text: letter })
  }
  return stretches
}
