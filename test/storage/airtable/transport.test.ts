import { describe, expect, it } from 'vitest'
import { testBase } from './support/base.ts'
import { changeOf } from './support/changes.ts'

const TOKEN = 'patSECRETSECRET.0123456789abcdef'
const ID = '019b7000-0000-7000-8000-000000000001'

/** Everything that an error says, and what is behind it. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = Object.entries(error).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return [error.message, error.stack, ...own, error.cause === undefined ? '' : textOf(error.cause)].join('\n')
}

const html = '<html><body><h1>502 Bad Gateway</h1> app and token and everything</body></html>'

const answers: readonly (readonly [string, () => Promise<Response>, RegExp])[] = [
  ['401', async () => Response.json({ error: { type: 'AUTHENTICATION_REQUIRED' } }, { status: 401 }), /token is wrong/],
  [
    '403',
    async () => Response.json({ error: { type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND' } }, { status: 403 }),
    /scopes of the token, its bases, and the names/,
  ],
  ['404 as a text', async () => Response.json({ error: 'NOT_FOUND' }, { status: 404 }), /no such base/],
  ['404 as an object', async () => Response.json({ error: { type: 'NOT_FOUND' } }, { status: 404 }), /no such base/],
  [
    '422',
    async () => Response.json({ error: { type: 'UNKNOWN_FIELD_NAME', message: `Unknown ${TOKEN}` } }, { status: 422 }),
    /check\(\)/,
  ],
  ['502 as a page', async () => new Response(html, { status: 502 }), /NO_JSON/],
  ['500', async () => Response.json({ error: { type: 'SERVER_ERROR' } }, { status: 500 }), /SERVER_ERROR/],
  [
    '429 of the month',
    async () => Response.json({ errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' }] }, { status: 429 }),
    /calls that the plan has in a month are used up/,
  ],
  [
    'a failing network',
    async () => {
      const cause = Object.assign(new Error(`connect ${TOKEN}`), { code: 'ECONNREFUSED' })
      throw new TypeError(`fetch failed: ${TOKEN}`, { cause })
    },
    /ECONNREFUSED/,
  ],
  ['no answer at all', () => new Promise(() => undefined), /NO_ANSWER_IN_TIME/],
]

describe('an error', () => {
  it.each(answers)('says what is wrong and never the token: %s', async (_, answer, wanted) => {
    const { open } = testBase({ token: TOKEN })
    const storage = open({ token: TOKEN, fetch: answer })
    const text = textOf(await storage.load({}, []).catch((error: unknown) => error))
    expect(text).toMatch(wanted)
    expect(text).not.toMatch(/SECRET|0123456789abcdef|everything/)
  })

  it('of the network is nothing new to whoever asks again: what can run twice does', async () => {
    const { base, open } = testBase()
    const storage = open()
    base.faults.next(2, { kind: 'reset', applied: false })
    base.faults.next(1, { kind: 'server_error', status: 502 })
    await expect(storage.load({}, [])).resolves.toEqual([])
  })

  it('of a listing that is gone begins it again', async () => {
    const { base, open } = testBase({ limits: { perBase: null, perToken: null } })
    const writer = open({ requestsPerSecond: 1000 })
    for (let n = 100; n < 230; n++) await writer.commit(changeOf(`019b7000-0000-7000-8000-000000000${n}`, []))
    base.faults.next(1, { kind: 'lost_iterator' })
    const events = await open().list({ record: 'event', where: {}, with: {}, after: null, limit: 1000 })
    expect(events.rows).toHaveLength(130)
    expect(base.requests.filter(({ fault }) => fault === 'lost_iterator')).toHaveLength(1)
  })
})

describe('a commit', () => {
  it('is sent again with its own name while its answer is lost, and takes effect once', async () => {
    const { base, open } = testBase()
    const storage = open()
    base.faults.next(2, { kind: 'timeout', applied: true, after: '2s' }, ({ operation }) => operation === 'create')
    await expect(storage.commit(changeOf(ID, []))).resolves.toEqual({ outcome: 'committed', keys: {} })
    expect(base.records('invitekit_log').map(({ fields }) => fields['commit_id'])).toEqual([ID, ID, ID])
    expect((await open().list({ record: 'event', where: {}, with: {}, after: null, limit: 9 })).rows).toHaveLength(1)
  })

  it('is undecided when the time is over, and is resolved by reading alone', async () => {
    const { base, open, time } = testBase()
    const storage = open()
    base.faults.next(99, { kind: 'late_apply', after: '40s' }, ({ operation }) => operation === 'create')
    await expect(storage.commit(changeOf(ID, []))).resolves.toEqual({ outcome: 'undecided' })
    await expect(storage.resolve(ID)).resolves.toBe('open')
    await expect(storage.committed(ID)).rejects.toMatchObject({ code: 'temporarily_unavailable' })
    await time.wait(60_000)
    const writes = base.requests.filter(({ method }) => method !== 'GET').length
    await expect(storage.resolve(ID)).resolves.toBe('committed')
    await expect(storage.committed(ID)).resolves.toEqual({ keys: {} })
    expect(base.requests.filter(({ method }) => method !== 'GET')).toHaveLength(writes)
  })

  it('that came more than five minutes late is void', async () => {
    const { base, open, time } = testBase()
    const storage = open()
    base.faults.next(99, { kind: 'late_apply', after: '6m' }, ({ operation }) => operation === 'create')
    await expect(storage.commit(changeOf(ID, []))).resolves.toEqual({ outcome: 'undecided' })
    await time.wait(13 * 60_000)
    expect(base.records('invitekit_log').length).toBeGreaterThan(0)
    await expect(storage.resolve(ID)).resolves.toBe('lost')
    await expect(open().committed(ID)).resolves.toBeNull()
  })

  it('by a clock that is minutes off is refused, and says so', async () => {
    const { open, time } = testBase()
    for (const off of [-6, 6]) {
      await time.wait(2000)
      const storage = open({ clock: { now: () => time.clock.now() + off * 60_000 } })
      await expect(storage.commit(changeOf(ID.replace(/.$/, String(off + 7).at(-1) ?? '0'), []))).rejects.toThrow(
        'Set the clock',
      )
    }
  })

  it('that one cell does not hold takes several rows, all of them or none', async () => {
    const { base, open } = testBase()
    const storage = open()
    const big = { ...changeOf(ID, []), guards: [] }
    const [write] = big.writes
    if (write?.write === 'insert') Object.assign(write.values, { data: { text: 'é'.repeat(350_000) } })
    await expect(storage.commit(big)).resolves.toEqual({ outcome: 'committed', keys: {} })
    expect(base.records('invitekit_log').map(({ fields }) => fields['part'])).toEqual(['1/4', '2/4', '3/4', '4/4'])
    await expect(open().committed(ID)).resolves.toEqual({ keys: {} })
  })

  it('that is larger than a request may be is refused', async () => {
    const { base, open } = testBase()
    const big = changeOf(ID, [])
    const [write] = big.writes
    if (write?.write === 'insert') Object.assign(write.values, { data: { text: 'x'.repeat(1_000_000) } })
    await expect(open().commit(big)).rejects.toMatchObject({ code: 'payload_too_large' })
    expect(base.records('invitekit_log')).toEqual([])
  })
})
