import { findRuns, runEnds } from './key-runs.ts'

type Chars = readonly string[]
type IsListed = (password: string) => boolean

// From this length on what is left over counts as a password of its own: the minimum of NIST SP 800-63B-4 §3.1.1.2.
const enough = 15
// Shorter ones come about by chance.
const shortestPattern = 6
const shortestEntry = 3
const longestEntry = 24

const letter = /\p{L}/u
const punctuation = /[\p{P}\p{S}\p{Z}]/u
const padding = /[\p{N}\p{P}\p{S}\p{Z}]/u

const hasLetter = (chars: Chars) => chars.some((char) => letter.test(char))

/**
 * The unit that makes up the whole by repetition, or none. The last copy may be cut; of two copies, by one character.
 */
function repeatedUnit(chars: Chars): Chars | undefined {
  const longest = Math.min(chars.length - 1, Math.ceil(chars.length / 2))
  for (let length = 1; length <= longest; length += 1) {
    if (chars.every((char, at) => at < length || char === chars[at - length])) return chars.slice(0, length)
  }
  return undefined
}

/** Nothing but one short or obvious unit repeated, or nothing but runs. */
function isPattern(chars: Chars, isListed: IsListed): boolean {
  const unit = repeatedUnit(chars)
  if (unit) return unit.length < enough || isObvious(unit, isListed)
  return runEnds(findRuns(chars), 0).includes(chars.length)
}

/**
 * Where listed passwords that begin at `from` end, and their repetitions. Digits alone do not count: a listed year
 * stands in every other telephone number.
 */
function entryEnds(chars: Chars, from: number, isListed: IsListed): number[] {
  const ends: number[] = []
  const longest = Math.min(longestEntry, chars.length - from)
  for (let length = shortestEntry; length <= longest; length += 1) {
    const entry = chars.slice(from, from + length)
    if (!isListed(entry.join('')) || !hasLetter(entry)) continue
    for (let end = from + length; entry.every((char, at) => char === chars[end - length + at]); end += length) {
      ends.push(end)
    }
  }
  return ends
}

/**
 * Whether one or two pieces that are tried first (listed passwords, runs) stand side by side, all else being padding.
 */
function isGlued(chars: Chars, isListed: IsListed, lead: number, tail: number): boolean {
  const runs = findRuns(chars)
  const pieceEnds = (from: number) => [
    ...entryEnds(chars, from, isListed),
    ...runEnds(runs, from).filter((end) => end >= from + shortestPattern),
  ]
  const furthest = new Map<number, number>()
  const reach = (from: number) => {
    const known = furthest.get(from) ?? Math.max(from, ...pieceEnds(from))
    furthest.set(from, known)
    return known
  }
  for (let from = Math.max(0, lead - longestEntry); from <= lead; from += 1) {
    const ends = pieceEnds(from).flatMap((end) => [end, reach(end)])
    if (ends.some((end) => end >= tail && isWeakPadding(chars, from, end, isListed))) return true
  }
  return false
}

/** Whether what stands outside `from` to `end` would not do as a password by itself. */
function isWeakPadding(chars: Chars, from: number, end: number, isListed: IsListed): boolean {
  const around = [...chars.slice(0, from), ...chars.slice(end)]
  return around.length < enough || isObvious(around, isListed)
}

/** A pattern, one listed password or two of them, with digits, punctuation or space before and after. */
function isPadded(chars: Chars, isListed: IsListed): boolean {
  for (const pad of [punctuation, padding]) {
    const lead = chars.findIndex((char) => !pad.test(char))
    if (lead < 0) return false
    const tail = chars.findLastIndex((char) => !pad.test(char)) + 1
    const core = chars.slice(lead, tail)
    const bare = core.length >= shortestPattern && isPattern(core, isListed)
    if (bare && isWeakPadding(chars, lead, tail, isListed)) return true
    if (pad === padding && isGlued(chars, isListed, lead, tail)) return true
  }
  return false
}

function isObvious(chars: Chars, isListed: IsListed): boolean {
  return isPattern(chars, isListed) || (chars.length >= enough && isPadded(chars, isListed))
}

/**
 * Whether a password that is on no list is still one of those that are tried first. Case does not count.
 * - At any length: one unit repeated; runs of neighbours in the alphabet or on a keyboard from end to end.
 * - From 15 code points on: such a pattern, a common password, or two of them glued together, with digits,
 *   punctuation or space before and after.
 *
 * A unit or a padding that would do alone (15 code points or more, and not obvious) is let through, and so is all that
 * has three different words, or two with something between them. `isListed` is asked in lower case, NFC.
 */
export function isObviousPassword(password: string, isListed: IsListed): boolean {
  // One by one: what a sigma becomes in lower case depends on its neighbours, and no two copies of a unit may differ.
  const chars = [...password.normalize('NFC')].map((char) => char.toLowerCase())
  return isObvious(chars, isListed)
}
