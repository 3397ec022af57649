import { describe, expect, it } from 'vitest'
import { routes } from '../../../src/http.ts'
import type { RateLimiter } from '../../../src/index.ts'
import { PREFIX, type World, type worlds } from '../support/world.ts'

/** What programs read, and what keeps programs from guessing. */
export function machines(open: ReturnType<typeof worlds>): void {
  it('GET /.well-known/jwks.json has the public keys, and nothing of the private ones', async () => {
    const w = await open()
    const { status, body, text } = await w.get('/.well-known/jwks.json')
    expect(status).toBe(200)
    const key = { kid: expect.any(String), alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519', x: expect.any(String), use: 'sig' }
    expect(body).toEqual({ keys: w.sessions === 'jwt' ? [key] : [] })
    expect(text).not.toMatch(/"d"|"k"/)
  })

  it('GET /openapi.json describes every route, where it is mounted', async () => {
    const w = await open()
    const { body } = await w.get('/openapi.json')
    expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: `https://app.example.com${PREFIX}` }] })
    const described = Object.entries(Object(body['paths'])).flatMap(([path, methods]) =>
      Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path.replace(/{(\w+)}/g, ':$1')}`),
    )
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
  })

  describe('limits', () => {
    const logIn = (w: World, email = 'member@example.com') =>
      w.post('/login', { email, password: 'some other long sentence' })

    it('too many wrong passwords are refused for a while, and say for how long', async () => {
      const w = await open({ service: { limits: {} } })
      await w.person('member')
      const codes: (string | null)[] = []
      for (let n = 0; n < 6; n++) codes.push((await logIn(w)).code)
      expect(codes.slice(0, 5)).toEqual(Array(5).fill('login_failed'))
      const limited = await logIn(w)
      expect(limited).toMatchObject({ status: 429, code: 'rate_limited' })
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
      // Nobody can be locked out of a reset.
      expect((await w.post('/password/forgot', { email: 'member@example.com' })).status).toBe(200)
    })

    it('a limiter that is down refuses guesses, and nothing else', async () => {
      let isDown = false
      const counted = () => {
        if (isDown) throw new Error('ECONNREFUSED')
        return { count: 0, resetsInMs: 1 }
      }
      const rateLimiter: RateLimiter = { hit: counted, peek: counted, forget: () => void counted() }
      const w = await open({ service: { limits: {}, rateLimiter } })
      const member = await w.person('member')
      isDown = true
      const refused = await logIn(w)
      expect(refused).toMatchObject({ status: 503, code: 'limiter_down' })
      expect(refused.headers.get('retry-after')).not.toBeNull()
      expect((await w.get('/session', member)).status).toBe(200)
    })
  })
}
