import { describe, expect, it } from 'vitest'
import { findRuns, runEnds } from '../../src/passwords/key-runs.ts'

const endsOf = (text: string, from = 0) => runEnds(findRuns([...text]), from)
const isCovered = (text: string) => endsOf(text).includes(text.length)

describe('findRuns', () => {
  it('marks where four neighbours or four equal characters begin', () => {
    expect(findRuns([...'x1234'])).toEqual([false, true, false, false, false])
    expect(findRuns([...'zzzz'])).toEqual([true, false, false, false])
    expect(findRuns([])).toEqual([])
  })
})

describe('runEnds', () => {
  it('gives every position up to which runs cover the text', () => {
    expect(endsOf('123456')).toEqual([4, 5, 6])
    expect(endsOf('xx1234', 2)).toEqual([6])
    expect(endsOf('xx1234')).toEqual([])
  })

  it.each([
    ['digits', '1234567890'],
    ['digits backwards', '0987654321'],
    ['the alphabet', 'abcdefgh'],
    ['the end of the alphabet', 'wxyzabc'],
    ['a row of QWERTY', 'qwertyuiop'],
    ['a row of AZERTY', 'azertyuiop'],
    ['a row of AZERTY backwards', 'mlkjhgfdsq'],
    ['a row of QWERTZ', 'yxcvbnm'],
    ['the row of symbols', '!@#$%^&*('],
    ['columns', '1qaz2wsx3edc'],
    ['columns of AZERTY', 'aqwzsxedc'],
    ['columns of AZERTY with digits', '1aqw2zsx3edc'],
    ['blocks', '123qweasdzxc'],
    ['blocks of AZERTY', '123azeqsdwxc'],
    ['wide blocks', 'qwertasdfgzxcvb'],
    ['to and fro', '1q2w3e4r5t'],
    ['to and fro on AZERTY', '1a2z3e4r5t'],
    ['to and fro between letters', 'qawsedrftg'],
    ['letters and digits in turn', 'a1b2c3d4'],
    ['digits and letters in turn', '1a2b3c4d'],
    ['doubled letters', 'aabbccdd'],
    ['the number pad', '147258369'],
    ['doubled digits', '11223344'],
    ['one run after another', 'qwerty1234'],
    ['a run that turns', '12345432'],
  ])('knows %s', (_, text) => {
    expect(isCovered(text)).toBe(true)
  })

  it.each(['qwe', 'power', 'sunshine', 'abcx1234', '19841985', '1234x', 'x1234'])(
    'does not take %s for runs',
    (text) => {
      expect(isCovered(text)).toBe(false)
    },
  )
})
