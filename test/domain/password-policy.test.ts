import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTooLong, type PasswordPolicy, passwordErrors } from '../../src/domain/password-policy.ts'

const policy: PasswordPolicy = {
  minimum: 15,
  maximum: 256,
  lower: false,
  upper: false,
  digit: false,
  symbol: false,
  refuseCommon: true,
}
const none = { common: false, context: [] }
const long = 'tangerine bicycle 47 lanterns'

const codes = (
  password: string,
  rules: Partial<PasswordPolicy> = {},
  about = none as typeof none | { common: boolean; context: string[] },
) => passwordErrors(password, { ...policy, ...rules }, about).map(({ code }) => code)

describe('the length of a password', () => {
  it.each([
    ['ASCII', 'a'],
    ['letters of two units', '\u{20000}'],
    ['emoji', '🦊'],
    ['letters with a mark, which are one when composed', 'e\u0301'],
  ])('is counted in code points: %s', (_, letter) => {
    expect(codes(letter.repeat(14))).toEqual(['too_short'])
    expect(codes(letter.repeat(15))).toEqual([])
  })

  it('is at most the maximum in code points, and then nothing else is said', () => {
    expect(codes('a'.repeat(256))).toEqual([])
    expect(codes('a'.repeat(257), { digit: true })).toEqual(['too_long'])
    expect(codes('🦊'.repeat(256))).toEqual([])
    expect(codes('🦊'.repeat(257))).toEqual(['too_long'])
  })

  it('is never more than 1,024 bytes, so that a hash has a bound', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (password) => {
        const bytes = new TextEncoder().encode(password).length
        const points = [...password].length
        expect(isTooLong(password, policy)).toBe(points > 256 || bytes > 1024)
      }),
      { numRuns: 500 },
    )
  })

  it('is found out at once for megabytes', () => {
    const [letters, emoji] = ['a'.repeat(10_000_000), '🦊'.repeat(1_000_000)]
    const times = [1, 2, 3].map(() => {
      const start = performance.now()
      expect(isTooLong(letters, policy)).toBe(true)
      expect(codes(emoji)).toEqual(['too_long'])
      return performance.now() - start
    })
    expect(Math.min(...times)).toBeLessThan(50)
  })

  it('takes every character as it is: spaces count', () => {
    expect(codes(' '.repeat(15))).toEqual([])
    expect(codes('a b c d e f g h')).toEqual([])
  })
})

describe('composition', () => {
  const all = { lower: true, upper: true, digit: true, symbol: true }

  it('asks for nothing by default', () => {
    expect(codes('aaaaaaaaaaaaaaa')).toEqual([])
  })

  it('names everything that is missing at once', () => {
    expect(codes('日本', all)).toEqual([
      'too_short',
      'missing_lower',
      'missing_upper',
      'missing_digit',
      'missing_symbol',
    ])
  })

  it.each([
    ['missing_lower', 'ABCDEFGHIJ 123 !'],
    ['missing_upper', 'abcdefghij 123 !'],
    ['missing_digit', 'Abcdefghij klm !'],
    ['missing_symbol', 'Abcdefghij 12345'],
  ] as const)('%s', (code, password) => {
    expect(codes(password, all)).toEqual([code])
  })

  it('knows letters and digits of every script', () => {
    expect(codes('Éété 日本日本日本 ٤٢ !', all)).toEqual([])
  })

  it('may ask for eight characters only, where the host says so', () => {
    expect(codes('Secret12', { minimum: 8 })).toEqual([])
  })
})

describe('what everybody knows', () => {
  it('refuses a common password, unless the policy does not care', () => {
    expect(codes(long, {}, { common: true, context: [] })).toEqual(['too_common'])
    expect(codes(long, { refuseCommon: false }, { common: true, context: [] })).toEqual([])
  })

  const context = ['ada.lovelace@example.com', 'Ada Lovelace', 'Analytical Engines']
  it.each([
    ['the address', 'ada.lovelace@example.com'],
    ['the name with a number', 'lovelace-1815'],
    ['another case', 'LOVELACE1234567'],
    ['fullwidth letters', 'ｌｏｖｅｌａｃｅ1234567'],
    ['the place', 'Analytical Engines!'],
    ['a word of the place', '123 analytical 4'],
  ])('refuses a password that is mostly %s', (_, password) => {
    expect(codes(password, { minimum: 8 }, { common: false, context })).toEqual(['contains_context'])
  })

  it.each([
    ['such a word inside a long phrase', `${long} lovelace`],
    ['a short word', 'ada ada ada ada ada'],
    ['the domain’s ending', 'com com com com com'],
  ])('accepts %s', (_, password) => {
    expect(codes(password, {}, { common: false, context })).toEqual([])
  })

  it('says under which field', () => {
    expect(passwordErrors('short', policy, none, 'newPassword')).toEqual([{ field: 'newPassword', code: 'too_short' }])
  })
})
