import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isObviousPassword } from '../../src/passwords/obvious-password.ts'

const listed = new Set(['sunshine', 'monkey', 'dragon1', 'cat', '2024', '19841984'])
const isObvious = (password: string) => isObviousPassword(password, (entry) => listed.has(entry))

const strong = 'k7Qz2xVw9Tb4Rm1Y'

describe('isObviousPassword', () => {
  it.each([
    ['one character', 'zzzzzzz'],
    ['a unit', 'x7q!x7q!x7q!'],
    ['a unit whose last copy is cut', 'x7q!x7q!x7'],
    ['two copies with a character between them', 'giraffe giraffe'],
    ['a unit in another case', 'GiraffegiraffE'],
    ['a unit whose capitals have two forms in lower case', 'Σ 𐒰Σ 𐒰'],
    ['a unit that would be too short alone', 'k7Qz2xVw9Tb4Rmk7Qz2xVw9Tb4Rm'],
    ['runs', 'abcd4321'],
    ['runs one after another', 'qwertyuiopasdfghjkl'],
  ])('refuses a repetition or runs: %s', (_, password) => {
    expect(isObvious(password)).toBe(true)
  })

  it.each([
    ['digits after it', 'monkey849301752'],
    ['punctuation before it', '!!!!!!!!!monkey'],
    ['both, and space', '** 12 Monkey 34 **'],
    ['a listed one that ends with a digit', 'dragon1!!!!!!!!'],
    ['a repetition', 'catcatcatcat1!2!'],
    ['a repetition that is not listed', 'zibzibzib!!2024'],
    ['two that are glued', 'sunshinemonkey1'],
    ['two, the first with a digit at its end', 'dragon1sunshine'],
    ['two with padding', '!!sunshinemonkey2024!!'],
    ['a listed one and a run', 'monkeyqwertyuio'],
    ['a repetition of it and another one', 'catcatcatsunshine1'],
    ['a run', '!!1234567890123'],
    ['a run of letters', 'asdfgh849301752'],
    ['padding of 14 code points', 'monkey83#10!27&46@59'],
    ['a long padding that is a run', `monkey${'1234567890'.repeat(3)}`],
  ])('refuses a common password with padding: %s', (_, password) => {
    expect(isObvious(password)).toBe(true)
  })

  it.each([
    ['a short one with padding', 'monkey84930175'],
    ['a good one twice', strong + strong],
    ['a short run of letters', 'asdf84930175236'],
    ['almost a repetition', 'x7q!z7q!z7q!'],
    ['two equal letters among digits and punctuation', '82#93!aa47%10&5'],
    ['padding of 15 code points', 'monkey83#10!27&46@59*'],
    ['padding that would do alone', 'monkey83#10!27&46@59*31'],
    ['three that are glued', 'sunshinemonkeycat'],
    ['two with something between them', 'sunshine monkey'],
    ['a word that is not listed', 'giraffe12345678'],
    ['listed digits among others', '492820246715303'],
    ['a listed one inside a word', 'concatenations!'],
    ['nothing', ''],
    ['one character', 'z'],
  ])('lets pass %s', (_, password) => {
    expect(isObvious(password)).toBe(false)
  })

  it('refuses every repetition of a unit of up to 14 code points', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
        fc.integer({ min: 2, max: 9 }),
        (unit, times) => {
          expect(isObvious(unit.repeat(times))).toBe(true)
        },
      ),
    )
  })

  it('refuses a common password whatever digits stand around it, up to 14 of them', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 5, maxLength: 7 })
    fc.assert(
      fc.property(digits, digits, (before, after) => {
        expect(isObvious(`${before}monkey${after}`)).toBe(true)
      }),
    )
  })
})
