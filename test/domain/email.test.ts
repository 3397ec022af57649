import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalDomain, canonicalEmail } from '../../src/domain/email.ts'

/** Strings of letters, marks and digits of all scripts, where folding and normalising could go wrong. */
const letters = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'Z', '9', 'ß', 'ẞ', 'İ', 'ı', 'K', 'Å', 'é', 'e\u0301', 'Σ', 'ς', 'ŉ', 'ǰ', 'ΐ', '日', 'ا'),
      fc.integer({ min: 0xc0, max: 0x2fff }).map((point) => String.fromCodePoint(point)),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => all.join(''))

/** The quickest of three: what a busy machine adds is not the work's own. */
const milliseconds = (work: () => unknown): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const start = performance.now()
      work()
      return performance.now() - start
    }),
  )

describe('canonicalEmail', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace@EXAMPLE.Com', 'ada.lovelace@example.com'],
    ['  ada@example.com\t', 'ada@example.com'],
    ['ada@example.com\r\n', 'ada@example.com'],
    ['ada+tag@example.com', 'ada+tag@example.com'],
    ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
    ['ada@sub.sub.example.museum', 'ada@sub.sub.example.museum'],
    ['ada@MÜNCHEN.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@mu\u0308nchen.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@xn--mnchen-3ya.de', 'ada@xn--mnchen-3ya.de'],
    ['ada@straße.de', 'ada@xn--strae-oqa.de'],
    ['ada@例え.jp', 'ada@xn--r8jz45g.jp'],
    ['jose\u0301@example.com', 'josé@example.com'],
    ['İ@example.com', 'i\u0307@example.com'],
    ['ı@example.com', 'ı@example.com'],
    ['\u212A@example.com', 'k@example.com'], // the Kelvin sign is a K, in Unicode as for the mailbox
    ['straße@example.com', 'straße@example.com'],
    ['ΑΔΑ@example.com', 'αδα@example.com'],
  ])('gives %j the one form %j', (input, form) => {
    expect(canonicalEmail(input)).toBe(form)
  })

  it.each([
    ['nothing', ''],
    ['no @', 'ada.example.com'],
    ['two @', 'ada@example.com@evil.example'],
    ['a fullwidth @ (next-auth CVE-2022-35924)', 'ada@example.com,evil\uFF20evil.example'],
    ['a fullwidth @ alone', 'ada\uFF20example.com'],
    ['a small @', 'ada\uFE6Bexample.com'],
    ['a list of addresses', 'ada@example.com,eve@evil.example'],
    ['a quoted local part', '"ada"@example.com'],
    ['a quoted @', '"ada@evil.example"@example.com'],
    ['a comment', 'ada(comment)@example.com'],
    ['angle brackets', '<ada@example.com>'],
    ['a name before it', 'Ada <ada@example.com>'],
    ['no local part', '@example.com'],
    ['no domain', 'ada@'],
    ['a dot first', '.ada@example.com'],
    ['a dot last', 'ada.@example.com'],
    ['two dots', 'ada..lovelace@example.com'],
    ['a dot after the domain', 'ada@example.com.'],
    ['an empty label', 'ada@example..com'],
    ['a domain without a dot', 'ada@localhost'],
    ['a label that begins with a dash', 'ada@-example.com'],
    ['a label that ends with a dash', 'ada@example-.com'],
    ['an underscore in the domain', 'ada@ex_ample.com'],
    ['an IP literal', 'ada@[127.0.0.1]'],
    ['an IPv6 literal', 'ada@[IPv6:::1]'],
    ['an IP address', 'ada@127.0.0.1'],
    ['an IP address of another form', 'ada@0x7f.1'],
    ['a port', 'ada@example.com:25'],
    ['a path', 'ada@example.com/evil'],
    ['percent signs in the domain', 'ada@ex%41mple.com'],
    ['a space inside', 'ada lovelace@example.com'],
    ['a space before the @', 'ada @example.com'],
    ['CR and LF inside', 'ada@example.com\r\nBcc: eve@evil.example'],
    ['LF in the local part', 'ada\n@example.com'],
    ['NUL', 'ada\0@example.com'],
    ['a tab inside', 'ada\t@example.com'],
    ['a right-to-left override', 'ada\u202Emoc.elpmaxe@evil.example'],
    ['a zero-width space', 'ada\u200B@example.com'],
    ['a zero-width joiner', 'ada\u200D@example.com'],
    ['a soft hyphen', 'ada\u00AD@example.com'],
    ['fullwidth letters', 'ａｄａ@example.com'],
    ['a fullwidth domain', 'ada@ｅxample.com'],
    ['a ligature', 'oﬃce@example.com'],
    ['a long s', 'ſam@example.com'],
    ['an ideographic full stop', 'ada@example。com'],
    ['a lone surrogate', 'ada\uD800@example.com'],
    ['an emoji', '🦊@example.com'],
  ])('refuses %s', (_, input) => {
    expect(canonicalEmail(input)).toBeNull()
  })

  it.each([
    ['a grapheme joiner', 'ada\u034F@example.com'],
    ['a variation selector', 'ada\uFE0F@example.com'],
    ['a Hangul filler', '\u115Fada@example.com'],
  ])('refuses what nobody can see: %s', (_, input) => {
    expect(canonicalEmail(input)).toBeNull()
  })

  it('keeps to 64 for the local part and 254 in all', () => {
    const domain = `${'a'.repeat(61)}.${'b'.repeat(61)}.${'c'.repeat(61)}.com`
    expect(domain).toHaveLength(189)
    expect(canonicalEmail(`${'a'.repeat(64)}@${domain}`)).toHaveLength(254)
    expect(canonicalEmail(`${'a'.repeat(65)}@example.com`)).toBeNull()
    expect(canonicalEmail(`${'a'.repeat(64)}@c${domain}`)).toBeNull()
    expect(canonicalEmail(`ada@${'a'.repeat(63)}.com`)).not.toBeNull()
    expect(canonicalEmail(`ada@${'a'.repeat(64)}.com`)).toBeNull()
  })

  it('keeps to 64 for the form, not for what was typed: a letter may grow when it is folded', () => {
    expect(canonicalEmail(`${'İ'.repeat(40)}@example.com`)).toBeNull()
  })

  it('is idempotent for one odd letter in the middle of a name, whichever it is', () => {
    for (let point = 0; point <= 0x323af; point++) {
      const form = canonicalEmail(`a${String.fromCodePoint(point)}b@example.com`)
      if (form !== null && canonicalEmail(form) !== form) expect.unreachable(`U+${point.toString(16)}`)
    }
  })

  it('is idempotent, and every way of typing an address has one form', () => {
    fc.assert(
      fc.property(letters, letters, (local, label) => {
        const form = canonicalEmail(`${local}@${label}.com`)
        if (form === null) return
        expect(canonicalEmail(form)).toBe(form)
        expect(canonicalEmail(` ${local.normalize('NFD')}@${label.normalize('NFD')}.COM\n`)).toBe(form)
        expect(form).toMatch(/^[^@\s\p{Cc}]+@[a-z0-9.-]+$/u)
      }),
      { numRuns: 3000 },
    )
  })

  it('never gives two addresses of ASCII one form, letter case apart', () => {
    const ascii = fc.stringMatching(/^[a-zA-Z0-9._+-]{1,12}$/)
    fc.assert(
      fc.property(ascii, ascii, (a, b) => {
        const [left, right] = [canonicalEmail(`${a}@example.com`), canonicalEmail(`${b}@example.com`)]
        if (left !== null && left === right) expect(a.toLowerCase()).toBe(b.toLowerCase())
      }),
      { numRuns: 3000 },
    )
  })

  it('throws for no string whatever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (input) => {
        const form = canonicalEmail(input)
        expect(form === null || canonicalEmail(form) === form).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  const size = 1_000_000
  it.each([
    ['dots', '.'.repeat(size)],
    ['ats', '@'.repeat(size)],
    ['letters', `${'a'.repeat(size)}@example.com`],
    ['labels', `a@${'a.'.repeat(size / 2)}com`],
    ['spaces', ' '.repeat(size)],
    ['combining marks', `a${'\u0301'.repeat(size)}@example.com`],
    ['dashes', `a@${'-'.repeat(size)}`],
    ['a local part and labels as long as they may be', `${'a'.repeat(64)}@${'a-'.repeat(200)}.com`],
    ['marks that decompose', `${'\u0344'.repeat(250)}@${'\u0344'.repeat(250)}`],
  ])('takes no time over a very long input: %s', (_, input) => {
    expect(milliseconds(() => canonicalEmail(input))).toBeLessThan(50)
    expect(milliseconds(() => canonicalDomain(input))).toBeLessThan(50)
  })

  it('takes no time over any long string', () => {
    const piece = fc.constantFrom('a', 'a.', 'a-', '@', 'é', '\u0301', '"', '(', '.', ' ', 'xn--', '日', '[', '%')
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 500 }),
        (pieces, times) => {
          const input = `a@${pieces.join('').repeat(times)}`
          expect(milliseconds(() => canonicalEmail(input))).toBeLessThan(50)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('canonicalDomain', () => {
  it.each([
    ['Example.COM', 'example.com'],
    ['MÜNCHEN.de', 'xn--mnchen-3ya.de'],
    ['\u00c0\u0328.de', 'xn--2da82h.de'],
    ['\u0104\u0300.de', 'xn--2da82h.de'],
    ['example', null],
    ['example.com.', null],
    ['*.example.com', null],
    ['@example.com', null],
    ['https://example.com', null],
    ['10.0.0.1', null],
    ['', null],
  ])('gives %j the form %j', (input, form) => {
    expect(canonicalDomain(input)).toBe(form)
  })

  it('is the domain of an address: a rule for a domain meets every way of typing it', () => {
    fc.assert(
      fc.property(letters, (label) => {
        const form = canonicalDomain(`${label}.com`)
        const address = canonicalEmail(`ada@${label}.com`)
        if (address !== null) expect(address).toBe(`ada@${form}`)
      }),
    )
  })
})

it('a plain domain is what a parser of URLs makes of it, or none', () => {
  const label = fc.stringMatching(/^([a-zA-Z0-9-]{1,8}|xn--[a-z0-9]{1,6}|0x[0-9a-f]{0,3}|[0-9]{1,3})$/)
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '.'), (labels, end) => {
      const domain = labels.join('.') + end
      const parsed = canonicalDomain(domain)
      if (parsed === null) return
      expect(parsed).toBe(URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : null)
    }),
    { numRuns: 5000 },
  )
})
