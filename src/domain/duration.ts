const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/**
 * A length of time: `'30m'`, `'7d'`, or named units. Never a bare number, which says no unit.
 *
 * @example
 * const week: Duration = '7d'
 * const twoDays: Duration = { hours: 48 }
 */
export type Duration =
  | `${number}${keyof typeof units}`
  | {
      /** Of seven days. */
      readonly weeks?: number
      /** Of 24 hours: a day is a length, not a date. */
      readonly days?: number
      /** Of 60 minutes. */
      readonly hours?: number
      /** Of 60 seconds. */
      readonly minutes?: number
      /** Of 1,000 milliseconds. */
      readonly seconds?: number
    }

/** Milliseconds of a duration, or null when it is not one: it must be positive and finite. */
export function milliseconds(duration: unknown): number | null {
  const sum = typeof duration === 'string' ? fromText(duration) : fromParts(duration)
  return sum !== null && Number.isSafeInteger(sum) && sum > 0 ? sum : null
}

function fromText(text: string): number | null {
  const match = /^(\d{1,9})([smhdw])$/.exec(text)
  return match ? Number(match[1]) * units[match[2] as keyof typeof units] : null
}

const parts = { weeks: units.w, days: units.d, hours: units.h, minutes: units.m, seconds: units.s } as const

function fromParts(duration: unknown): number | null {
  if (typeof duration !== 'object' || duration === null) return null
  let sum = 0
  for (const [name, value] of Object.entries(duration)) {
    if (!Object.hasOwn(parts, name) || typeof value !== 'number' || !(value >= 0)) return null
    sum += value * parts[name as keyof typeof parts]
  }
  return sum
}
