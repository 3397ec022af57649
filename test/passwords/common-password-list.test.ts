import { describe, expect, it } from 'vitest'
import { isListedPassword } from '../../src/passwords/common-password-list.ts'

describe('isListedPassword', () => {
  it('knows the passwords of the list, in lower case only', () => {
    expect(isListedPassword('motdepasse')).toBe(true)
    expect(isListedPassword('Motdepasse')).toBe(false)
  })

  it('knows neither parts of them nor several at once', () => {
    expect(['', ' ', '\n', 'motdep', 'azerty soleil'].filter(isListedPassword)).toEqual([])
  })
})
