import { describe, expect, it } from 'vitest'
import { InviteError } from '../../src/index.ts'

describe('an error of the library', () => {
  it('is known to every copy of its class, as bundlers make them', async () => {
    const copy = '../../src/domain/errors.ts?copy'
    const { InviteError: Other }: { InviteError: typeof InviteError } = await import(copy)
    expect(Other).not.toBe(InviteError)
    expect(new Other('busy') instanceof InviteError).toBe(true)
    expect(new InviteError('busy') instanceof Other).toBe(true)
  })

  it('is nothing else', () => {
    for (const value of [new Error('busy'), { code: 'busy' }, null, undefined, 'busy', Object.create(null)])
      expect(value instanceof InviteError).toBe(false)
    expect(JSON.parse(JSON.stringify(new InviteError('busy')))).toEqual({
      name: 'InviteError',
      code: 'busy',
      status: 503,
      params: {},
    })
  })
})
