import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalUsername } from '../../src/domain/username.ts'

describe('canonicalUsername', () => {
  it.each([
    ['Ada', { username: 'Ada', usernameKey: 'ada' }],
    ['  ada ', { username: 'ada', usernameKey: 'ada' }],
    ['ada.lovelace_1815-x', { username: 'ada.lovelace_1815-x', usernameKey: 'ada.lovelace_1815-x' }],
    ['ａｄａ', { username: 'ada', usernameKey: 'ada' }],
    ['oﬃce', { username: 'office', usernameKey: 'office' }],
    ['\u212Aelvin', { username: 'Kelvin', usernameKey: 'kelvin' }],
    ['Jose\u0301', { username: 'José', usernameKey: 'josé' }],
    ['山田', { username: '山田', usernameKey: '山田' }],
    ['עדה', { username: 'עדה', usernameKey: 'עדה' }],
  ])('shows and compares %j', (input, name) => {
    expect(canonicalUsername(input)).toEqual(name)
  })

  it.each([
    ['one letter', 'a'],
    ['nothing', '   '],
    ['an address', 'ada@example.com'],
    ['a fullwidth @', 'ada\uFF20example'],
    ['a space', 'ada lovelace'],
    ['a dot first', '.ada'],
    ['a dot last', 'ada.'],
    ['two dots', 'ada..lovelace'],
    ['a slash', 'ada/lovelace'],
    ['a control character', 'ada\nx'],
    ['NUL', 'ada\0'],
    ['a right-to-left override', 'ada\u202Ex'],
    ['a zero-width space', 'ad\u200Ba'],
    ['a mark without a letter', '\u0301\u0301'],
    ['a lone surrogate', 'ada\uD800'],
    ['an emoji', 'ada🦊'],
    ['markup', '<b>ada</b>'],
  ])('refuses %s', (_, input) => {
    expect(canonicalUsername(input)).toBeNull()
  })

  it.each([
    ['a grapheme joiner', 'ada\u034F'],
    ['a variation selector', 'ada\uFE0F'],
    ['a Hangul filler', '\u115Fada'],
  ])('refuses what nobody can see, which would be a second name like the first: %s', (_, input) => {
    expect(canonicalUsername(input)).toBeNull()
  })

  it('counts 2 to 64 code points', () => {
    expect(canonicalUsername('𝒳')).toBeNull()
    expect(canonicalUsername('日本')).not.toBeNull()
    expect(canonicalUsername('\u{20000}'.repeat(64))).not.toBeNull()
    expect(canonicalUsername('\u{20000}'.repeat(65))).toBeNull()
    expect(canonicalUsername('a'.repeat(64))).not.toBeNull()
    expect(canonicalUsername('a'.repeat(65))).toBeNull()
  })

  it('is idempotent, in what is shown and in what is compared', () => {
    const letters = fc.integer({ min: 0x30, max: 0x2fff }).map((point) => String.fromCodePoint(point))
    fc.assert(
      fc.property(fc.array(letters, { minLength: 2, maxLength: 8 }), (all) => {
        const name = canonicalUsername(all.join(''))
        if (name === null) return
        expect(canonicalUsername(name.username)).toEqual(name)
        expect(canonicalUsername(name.usernameKey)?.usernameKey).toBe(name.usernameKey)
        expect(canonicalUsername(name.username.toUpperCase())?.usernameKey.toUpperCase()).toBe(
          name.usernameKey.toUpperCase(),
        )
      }),
      { numRuns: 3000 },
    )
  })

  it('takes no time over any long string', () => {
    const inputs = ['a'.repeat(1e6), 'a.'.repeat(128), 'a'.repeat(255), `${'a.'.repeat(127)}!`, 'ﷺ'.repeat(256)]
    for (const input of inputs) {
      const times = [1, 2, 3].map(() => {
        const start = performance.now()
        canonicalUsername(input)
        return performance.now() - start
      })
      expect(Math.min(...times)).toBeLessThan(50)
    }
  })
})
