import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InviteError } from '../../src/domain/errors.ts'
import type { PasswordHasher } from '../../src/ports/password-hasher.ts'
import { boundHasher } from '../../src/service/bounded-hasher.ts'

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A hasher whose answers are given by hand, in any order. */
function fakeHasher() {
  const calls: { name: string; finish: () => void; fail: () => void }[] = []
  const call = <Result>(name: string, result: Result) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    calls.push({ name, finish: () => resolve(result), fail: () => reject(new RangeError(name)) })
    return promise
  }
  const hasher: PasswordHasher = {
    hash: (password) => call(password, `hash of ${password}`),
    verify: (password, hash) => call(`${password} and ${hash}`, { ok: true, upgrade: false }),
  }
  return { hasher, calls, names: () => calls.map(({ name }) => name) }
}

describe('boundHasher', () => {
  it('passes arguments and results through', async () => {
    const { hasher, calls } = fakeHasher()
    const bounded = boundHasher(hasher, { concurrent: 2, waiting: 0 })
    const answers = Promise.all([bounded.hash('a'), bounded.verify('b', 'c')])
    await settle()
    for (const call of calls) call.finish()
    expect(await answers).toEqual(['hash of a', { ok: true, upgrade: false }])
    expect(calls.map(({ name }) => name)).toEqual(['a', 'b and c'])
  })

  it('computes so many at once, the others in the order in which they came', async () => {
    const { hasher, calls, names } = fakeHasher()
    const bounded = boundHasher(hasher, { concurrent: 2, waiting: 100 })
    const all = Promise.all([bounded.hash('a'), bounded.verify('b', 'x'), bounded.hash('c'), bounded.hash('d')])
    await settle()
    expect(names()).toEqual(['a', 'b and x'])
    calls[1]?.finish()
    await settle()
    expect(names()).toEqual(['a', 'b and x', 'c'])
    for (const at of [0, 2]) calls[at]?.finish()
    await settle()
    calls[3]?.finish()
    expect(await all).toHaveLength(4)
  })

  it('refuses what comes on top with busy, at once and without work', async () => {
    const { hasher, calls } = fakeHasher()
    const bounded = boundHasher(hasher, { concurrent: 1, waiting: 1 })
    const served = [bounded.hash('a'), bounded.hash('b')]
    const refusal = await bounded.verify('c', 'x').catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(InviteError)
    expect(refusal).toMatchObject({ code: 'busy', status: 503 })
    calls[0]?.finish()
    await settle()
    calls[1]?.finish()
    expect(await Promise.all(served)).toEqual(['hash of a', 'hash of b'])
    expect(calls).toHaveLength(2)
  })

  it('gives the place of a failed one to the next, and passes its error on', async () => {
    const { hasher, calls, names } = fakeHasher()
    const bounded = boundHasher(hasher, { concurrent: 1, waiting: 1 })
    const failed = expect(bounded.hash('a')).rejects.toThrow(RangeError)
    const next = bounded.hash('b')
    await settle()
    calls[0]?.fail()
    await failed
    await settle()
    expect(names()).toEqual(['a', 'b'])
    calls[1]?.finish()
    expect(await next).toBe('hash of b')
  })

  it('frees the place of one that throws instead of rejecting', async () => {
    const broken = (): never => {
      throw new RangeError('at once')
    }
    const bounded = boundHasher({ hash: broken, verify: broken }, { concurrent: 1, waiting: 0 })
    await expect(bounded.hash('a')).rejects.toThrow(RangeError)
    await expect(bounded.verify('a', 'b')).rejects.toThrow(RangeError)
  })

  it('lets nobody slip in before the first who waits', async () => {
    const { hasher, calls, names } = fakeHasher()
    const bounded = boundHasher(hasher, { concurrent: 1, waiting: 2 })
    const first = bounded.hash('a').then(() => bounded.hash('late'))
    const second = bounded.hash('b')
    await settle()
    calls[0]?.finish()
    await settle()
    expect(names()).toEqual(['a', 'b'])
    calls[1]?.finish()
    await settle()
    calls[2]?.finish()
    expect(await Promise.all([first, second])).toEqual(['hash of late', 'hash of b'])
  })

  it('keeps its limits and answers everybody, however calls come and end', async () => {
    const steps = fc.array(fc.constantFrom('come', 'finish', 'fail'), { maxLength: 60 })
    const limits = fc.record({ concurrent: fc.integer({ min: 1, max: 3 }), waiting: fc.nat({ max: 4 }) })
    await fc.assert(
      fc.asyncProperty(steps, limits, async (all, { concurrent, waiting }) => {
        const { hasher, calls } = fakeHasher()
        const bounded = boundHasher(hasher, { concurrent, waiting })
        const answers: string[] = []
        let ended = 0
        let expectedBusy = 0
        let come = 0
        for (const step of all) {
          const inside = come - expectedBusy - ended
          if (step === 'come') {
            if (inside >= concurrent + waiting) expectedBusy += 1
            come += 1
            bounded.hash('x').then(
              () => answers.push('done'),
              (error: unknown) => answers.push(error instanceof InviteError ? 'busy' : 'failed'),
            )
          } else if (inside > 0) {
            calls[ended]?.[step === 'finish' ? 'finish' : 'fail']()
            ended += 1
          }
          await settle()
          expect(calls.length - ended).toBe(Math.min(concurrent, come - expectedBusy - ended))
        }
        for (; ended < come - expectedBusy; ended += 1) {
          calls[ended]?.finish()
          await settle()
        }
        expect(answers).toHaveLength(come)
        expect(answers.filter((answer) => answer === 'busy')).toHaveLength(expectedBusy)
      }),
    )
  })

  it.each([
    { concurrent: 0, waiting: 1 },
    { concurrent: 1.5, waiting: 1 },
    { concurrent: Number.NaN, waiting: 1 },
    { concurrent: 1, waiting: -1 },
    { concurrent: 1, waiting: Number.POSITIVE_INFINITY },
  ])('throws a TypeError for %j', (limits) => {
    expect(() => boundHasher(fakeHasher().hasher, limits)).toThrow(TypeError)
  })
})
