import { describe, expect, it } from 'vitest'
import { memoryRateLimiter, type PasswordHasher, type RateLimiter, system } from '../../src/index.ts'
import { countingStorage } from '../http/support/counting-storage.ts'
import { plainHandler } from '../http/support/mounts.ts'
import { type Answer, otherPassword, password, worlds } from '../http/support/world.ts'
import { plainHasher, testClock } from '../support/service.ts'
import { stores } from '../support/stores.ts'

const seen = ({ status, headers, text }: Answer) => JSON.stringify([status, [...headers], text])

describe.each(stores)('limits tell strangers nothing, on $name', (kind) => {
  const open = worlds(plainHandler, kind)

  /** A world with an account of each state; `measured` says what a request did, step by step. */
  const peopled = async () => {
    const counting = countingStorage()
    const inner = plainHasher()
    const asked: string[] = []
    const noting = (limiter: RateLimiter): RateLimiter => ({
      hit: (key, points, window) => {
        asked.push(`hit ${points}`)
        return limiter.hit(key, points, window)
      },
      peek: (key) => {
        asked.push('peek')
        return limiter.peek(key)
      },
      forget: (key) => {
        asked.push('forget')
        return limiter.forget(key)
      },
    })
    const passwordHasher: PasswordHasher = {
      hash: inner.hash,
      verify: (typed, hash) => {
        asked.push('verify')
        return inner.verify(typed, hash)
      },
    }
    const clock = testClock()
    const rateLimiter = noting(memoryRateLimiter({ clock }))
    const w = await open({ storage: counting.wrap, service: { limits: {}, rateLimiter, passwordHasher, clock } })
    const make = (email: string, more: object = {}) =>
      w.service.accounts.create({ email, password, role: 'member', ...more }, { actor: system })
    await make('active@example.com', { username: 'active' })
    await make('invited@example.com', { password: null })
    const { id } = await make('suspended@example.com')
    await w.service.accounts.suspend(id, { actor: system })
    await w.post('/login', { email: 'warm@example.com', password })
    const measured = async (path: string, body: object) => {
      counting.taken()
      asked.length = 0
      const answer = await w.post(path, body)
      return { answer, work: JSON.stringify([counting.taken(), asked]).replaceAll('"peek"', '"hit 1"') }
    }
    return { measured }
  }
  const names = ['active', 'unknown', 'invited', 'suspended'].map((name) => `${name}@example.com`)

  it('a log-in that fails, from the first to the one too many: one answer, and one question after the other alike', async () => {
    const { measured } = await peopled()
    for (let n = 0; n < 7; n++) {
      const answers = new Set<string>()
      const works = new Set<string>()
      for (const email of [...names, 'active', 'nobody', 'no address @ all']) {
        const { answer, work } = await measured('/login', { email, password: otherPassword })
        expect(answer.code).toBe(n < 5 ? 'login_failed' : 'rate_limited')
        answers.add(seen(answer))
        works.add(work)
      }
      expect([answers.size, works.size], `try ${n}: ${[...works]}`).toEqual([1, 1])
    }
  })

  it('a forgotten password, from the first to the one too many: one answer, and the same work', async () => {
    const { measured } = await peopled()
    const all = new Set<string>()
    for (let n = 0; n < 8; n++) {
      const works = new Set<string>()
      for (const email of names) {
        const { answer, work } = await measured('/password/forgot', { email })
        all.add(seen(answer))
        works.add(work)
      }
      expect(works.size).toBe(1)
    }
    expect(all.size).toBe(1)
  })
})
