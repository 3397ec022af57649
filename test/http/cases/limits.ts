import { describe, expect, it } from 'vitest'
import { otherPassword, type worlds } from '../support/world.ts'

/** What is counted is counted at every door. */
export function limits(open: ReturnType<typeof worlds>): void {
  describe('limits', () => {
    it('says when to come again, and whether anybody is there makes no difference', async () => {
      const w = await open()
      const { email } = await w.person('member')
      const sixth = async (name: string) => {
        for (let n = 0; n < 5; n++)
          expect((await w.post('/login', { email: name, password: otherPassword })).code).toBe('login_failed')
        return w.post('/login', { email: name, password: otherPassword })
      }
      const known = await sixth(email)
      expect(known).toMatchObject({ status: 429, code: 'rate_limited' })
      expect(known.headers.get('retry-after')).toBe('300')
      const unknown = await sixth('nobody@example.com')
      expect([unknown.status, unknown.text]).toEqual([429, known.text])
      expect([...unknown.headers]).toEqual([...known.headers])
    })

    it('a limiter that is down refuses guesses, and nothing else', async () => {
      const fail = () => Promise.reject(new Error('down'))
      const w = await open({ service: { rateLimiter: { hit: fail, peek: fail, forget: fail } } })
      const refused = await w.post('/login', { email: 'nobody@example.com', password: otherPassword })
      expect(refused).toMatchObject({ status: 503, code: 'limiter_down' })
      expect(refused.headers.get('retry-after')).toBe('5')
      expect((await w.get('/session')).code).toBe('not_authenticated')
      expect(w.problems).toEqual([])
    })
  })
}
