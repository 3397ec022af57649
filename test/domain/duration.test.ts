import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Duration, milliseconds } from '../../src/domain/duration.ts'

describe('milliseconds', () => {
  it.each<[Duration, number]>([
    ['30s', 30_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    [{ hours: 48 }, 172_800_000],
    [{ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1 }, 694_861_000],
    [{ minutes: 0.5 }, 30_000],
    [{ days: 1, hours: 0 }, 86_400_000],
  ])('of %j are %i', (duration, expected) => {
    expect(milliseconds(duration)).toBe(expected)
  })

  it.each([
    ['a bare number', 7],
    ['a bare number as text', '7'],
    ['no number', 'd'],
    ['nothing', ''],
    ['zero', '0d'],
    ['a negative one', '-7d'],
    ['a fraction as text', '1.5d'],
    ['an exponent', '1e3d'],
    ['a space', '7 d'],
    ['another case', '7D'],
    ['a month', '1mo'],
    ['a line after it', '7d\n'],
    ['digits of another script', '٧d'],
    ['ten digits', '1234567890s'],
    ['no parts', {}],
    ['zero parts', { hours: 0 }],
    ['a negative part', { days: 2, hours: -1 }],
    ['a part that is no number', { hours: '48' }],
    ['NaN', { hours: Number.NaN }],
    ['infinity', { hours: Number.POSITIVE_INFINITY }],
    ['less than a millisecond', { seconds: 0.0001 }],
    ['more than a number can tell', { weeks: 1e9 }],
    ['an unknown unit', { months: 1 }],
    ['a name that every object has', { constructor: 1 }],
    ['a list', ['7d']],
    ['a date', new Date(0)],
    ['null', null],
    ['undefined', undefined],
    ['true', true],
  ])('refuses %s', (_, duration) => {
    expect(milliseconds(duration)).toBeNull()
  })

  it('are the same for both ways of saying a length', () => {
    const units = { w: 'weeks', d: 'days', h: 'hours', m: 'minutes', s: 'seconds' } as const
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999_999 }),
        fc.constantFrom(...Object.entries(units)),
        (n, [unit, name]) => {
          const length = milliseconds(`${n}${unit}`)
          expect(length).toBe(milliseconds({ [name]: n }))
          expect(length === null || (Number.isSafeInteger(length) && length > 0)).toBe(true)
        },
      ),
    )
  })

  it('never throw, whatever is asked', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const length = milliseconds(value)
        expect(length === null || (Number.isSafeInteger(length) && length > 0)).toBe(true)
      }),
    )
  })
})
