import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { within } from '../../src/defaults/within.ts'

describe('within a time', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const never = new Promise<never>(() => undefined)

  it('gives what work gives, and leaves no timer behind', async () => {
    expect(await within(1000, Promise.resolve(7))).toBe(7)
    await expect(within(1000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits to the end and no longer', async () => {
    const settled = vi.fn()
    const waiting = within(1000, never).catch(settled)
    await vi.advanceTimersByTimeAsync(999)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await waiting
    expect(settled).toHaveBeenCalledWith(expect.objectContaining({ message: 'timeout', code: 'timeout' }))
  })

  it('lets what comes too late go by, a failure too', async () => {
    const late = Promise.withResolvers<never>()
    const waiting = within(1000, late.promise).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1000)
    late.reject(new Error('too late'))
    expect(await waiting).toMatchObject({ code: 'timeout' })
    await vi.advanceTimersByTimeAsync(1000)
  })
})
