import { describe, expect, it } from 'vitest'
import { optionsFrom } from './options.ts'

describe('the command line of the proof', () => {
  it('has no limits where it says nothing', () => {
    expect(optionsFrom([])).toEqual({ minutes: null, only: '', rounds: null })
  })

  it('has a time, an engine and a number of rounds', () => {
    expect(optionsFrom(['--minutes', '0.5', '--only', 'MariaDB', '--rounds=20'])).toEqual({
      minutes: 0.5,
      only: 'mariadb',
      rounds: 20,
    })
  })

  it.each([
    ['--minutes', 'soon'],
    ['--minutes', '0'],
    ['--rounds', '-1'],
    ['--rows', '1'],
  ])('refuses %s %s', (...args) => {
    expect(() => optionsFrom(args)).toThrow(TypeError)
  })
})
