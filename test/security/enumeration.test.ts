import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { webCryptoRandom } from '../../src/defaults/random.ts'
import { type PasswordHasher, system } from '../../src/index.ts'
import { mintSecret } from '../../src/tokens/secret.ts'
import { countingStorage } from '../http/support/counting-storage.ts'
import { honoOnSocket, plainHandler } from '../http/support/mounts.ts'
import {
  type Answer,
  otherPassword,
  PREFIX,
  password,
  type Sent,
  textOf,
  type World,
  type WorldOptions,
  worlds,
} from '../http/support/world.ts'
import { plainHasher } from '../support/service.ts'
import { stores } from '../support/stores.ts'

/** Everything of an answer that somebody sees. */
const seen = ({ status, headers, text }: Answer) => JSON.stringify([status, [...headers], text])

describe.each(stores)('strangers learn nothing, on $name', (kind) => {
  const open = worlds(plainHandler, kind)

  /** A world with one account of each state, in which everything is counted. */
  const peopled = async ({ warm = true, service = {} }: { warm?: boolean; service?: WorldOptions['service'] } = {}) => {
    const counting = countingStorage()
    const inner = plainHasher()
    const hashed: string[] = []
    const passwordHasher: PasswordHasher = {
      hash: (typed) => {
        hashed.push('hash')
        return inner.hash(typed)
      },
      verify: (typed, hash) => {
        hashed.push(`verify ${hash.slice(0, 6)}`)
        return inner.verify(typed, hash)
      },
    }
    const w = await open({ storage: counting.wrap, service: { passwordHasher, ...service } })
    const make = (email: string, more: object = {}) =>
      w.service.accounts.create({ email, password, role: 'member', ...more }, { actor: system })
    await make('active@example.com', { username: 'active' })
    await make('invited@example.com', { password: null, username: 'invited' })
    const { id } = await make('suspended@example.com', { username: 'suspended' })
    await w.service.accounts.suspend(id, { actor: system })
    if (warm) await w.post('/login', { email: 'warm@example.com', password }) // the hash that nobody has is made once
    const measured = async (path: string, body: object, sent: Sent = {}) => {
      counting.taken()
      hashed.length = 0
      const answer = await w.call('POST', path, { body, ...sent })
      return { answer, work: { storage: counting.taken(), hasher: [...hashed] } }
    }
    return { w, measured }
  }

  it('a log-in that fails: one answer, one read, one comparison, whoever it is', async () => {
    const { measured } = await peopled()
    const tries = [
      ['active@example.com', otherPassword],
      ['unknown@example.com', otherPassword],
      ['invited@example.com', otherPassword],
      ['invited@example.com', password],
      ['suspended@example.com', otherPassword],
      ['suspended@example.com', password],
      ['ACTIVE', otherPassword],
      ['unknown', otherPassword],
      ['invited', password],
      ['suspended', password],
      ['not an address @ all', otherPassword],
      ['"quoted"@example.com', otherPassword],
      ['\0', otherPassword],
      ['active@example.com', 'x'.repeat(300)],
      ['unknown@example.com', 'x'.repeat(300)],
    ]
    const answers = new Set<string>()
    for (const [email, typed] of tries) {
      const { answer, work } = await measured('/login', { email, password: typed })
      expect(answer.code, email).toBe('login_failed')
      expect(work, email).toEqual({ storage: ['load'], hasher: ['verify plain:'] })
      answers.add(seen(answer))
    }
    expect(answers.size).toBe(1)
  })

  it('the first log-in of a process does the same work as any other', async () => {
    const first = async (email: string) => {
      const { measured } = await peopled({ warm: false })
      return (await measured('/login', { email, password: otherPassword })).work
    }
    expect(await first('active@example.com')).toEqual(await first('unknown@example.com'))
  })

  it('a forgotten password: one answer, one commit, and the same rows, whoever it is', async () => {
    const { w, measured } = await peopled()
    const answers = new Set<string>()
    const shapes = new Set<string>()
    for (const name of ['active', 'unknown', 'invited', 'suspended', 'Active', 'nobody.at.all']) {
      const before = new Set((await w.store.rows('event')).map(({ id }) => id))
      const { answer, work } = await measured('/password/forgot', { email: `${name}@example.com` })
      expect(answer.status).toBe(200)
      expect(work.storage, name).toEqual(['committed'])
      answers.add(seen(answer))
      const events = (await w.store.rows('event')).filter(({ id }) => !before.has(id))
      const messages = (await w.store.rows('message')).filter(({ id }) => id === events[0]?.subject)
      shapes.add(
        JSON.stringify([
          events.map(({ id: _, commitId: __, subject: ___, ...event }) => event),
          messages.map(({ id: _, email: __, ...message }) => message),
        ]),
      )
    }
    expect(answers.size).toBe(1)
    expect(shapes.size).toBe(1)
    expect((await w.drained()).map(({ to }) => to)).toEqual(['active@example.com', 'active@example.com'])
  })

  it('a forgotten password is answered before anybody looks who it is', async () => {
    const mailer = () => new Promise<never>(() => undefined)
    const w = await open({ service: { mailer, drain: 'auto' } })
    await w.person('member')
    const known = await w.post('/password/forgot', { email: 'member@example.com' })
    const unknown = await w.post('/password/forgot', { email: 'unknown@example.com' })
    expect(seen(known)).toBe(seen(unknown))
  })

  it('a token that nobody made: one answer, whatever it looks like', async () => {
    const { w, measured } = await peopled()
    const owner = await w.person('owner')
    for (const [path, code] of [
      ['/invitations/preview', 'invitation_not_found'],
      ['/invitations/accept', 'invitation_not_found'],
      ['/activations/preview', 'link_not_found'],
      ['/activations/complete', 'link_not_found'],
      ['/password/reset/preview', 'link_not_found'],
      ['/password/reset', 'link_not_found'],
      ['/invitations/decline', 'invitation_not_found'],
      ['/email/confirm', 'link_not_found'],
    ] as const) {
      const purposes = { inv: 'invitation', act: 'activation', pas: 'reset', ema: 'email' } as const
      const purpose = purposes[path.slice(1, 4) as keyof typeof purposes]
      const tokens = [
        mintSecret(purpose, webCryptoRandom),
        owner.token,
        mintSecret('refresh', webCryptoRandom),
        '',
        'x',
        '\0',
      ]
      const answers = new Set<string>()
      for (const [n, token] of tokens.entries()) {
        const body = /preview|decline|confirm/.test(path) ? { token } : { token, password }
        const { answer, work } = await measured(path, body)
        expect(answer.code).toBe(code)
        expect(work, token).toEqual({ storage: n === 0 ? ['load'] : [], hasher: [] })
        answers.add(seen(answer))
      }
      expect(answers.size, path).toBe(1)
    }
  })

  it('opening a link is the same work, whoever the address belongs to', async () => {
    const { w, measured } = await peopled()
    const by = { actor: system, delivery: 'link' } as const
    for (const name of ['active', 'invited', 'suspended', 'unknown', 'active']) {
      const invitation = await w.service.invitations
        .create({ email: `${name}@example.com`, role: 'admin', scope: name + name }, by)
        .catch(
          // A suspended person is invited to nothing: a link from before is looked at instead.
          () => null,
        )
      if (invitation === null) continue
      const { answer, work } = await measured('/invitations/preview', { token: invitation.token })
      expect(answer.status).toBe(200)
      expect(work, name).toEqual({ storage: ['load'], hasher: [] })
      await w.service.invitations.revoke(invitation.id, { actor: system })
    }
  })

  it('moving to an address: one answer and one kind of work, whoever has it', async () => {
    const { w, measured } = await peopled()
    const owner = await w.person('owner')
    const answers = new Set<string>()
    for (const name of ['active', 'unknown', 'invited', 'suspended', 'owner']) {
      const body = { email: `${name}@example.com`, currentPassword: password }
      const { answer, work } = await measured('/email/change', body, { as: owner })
      expect(answer.status, name).toBe(200)
      answers.add(`${seen(answer)} ${JSON.stringify(work)}`)
    }
    expect(answers.size).toBe(1)
  })

  it('too many tries: one answer after the other, the same for everybody', async () => {
    const { measured } = await peopled({ service: { limits: {} } })
    const tries = async (email: string, path: string) => {
      const all: unknown[] = []
      for (let n = 0; n < 12; n++) {
        const { answer, work } = await measured(
          path,
          path === '/login' ? { email, password: otherPassword } : { email },
        )
        all.push([seen(answer), work])
      }
      return JSON.stringify(all)
    }
    for (const path of ['/login', '/password/forgot']) {
      const seen = new Set<string>()
      for (const name of ['active', 'unknown', 'invited', 'suspended'])
        seen.add(await tries(`${name}@example.com`, path))
      expect(seen.size, path).toBe(1)
    }
  })

  it('an invitation of another scope is as unknown as none', async () => {
    const { w } = await peopled()
    const owner = await w.person('owner')
    const outsider = await w.person('owner', 'outsider@example.com', 'elsewhere')
    const { id } = (await w.post('/invitations', { email: 'ada@example.com', role: 'member' }, owner)).body
    for (const verb of ['resend', 'revoke']) {
      const [foreign, none] = await Promise.all(
        [id, 'unknown'].map((one) => w.post(`/invitations/${one}/${verb}`, {}, outsider)),
      )
      expect(foreign && seen(foreign)).toBe(none && seen(none))
    }
    expect(seen(await w.get(`/invitations/${id}`, outsider))).toBe(seen(await w.get('/invitations/unknown', outsider)))
  })

  it('somebody of another scope is as unknown as nobody', async () => {
    const { w } = await peopled()
    const outsider = await w.person('owner', 'outsider@example.com', 'elsewhere')
    const member = await w.person('member')
    const answers = (path: (id: string) => string, method: string) =>
      Promise.all([member.id, 'unknown'].map((id) => w.call(method, path(id), { as: outsider }).then(seen)))
    for (const [method, path] of [
      ['GET', (id: string) => `/accounts/${id}`],
      ['POST', (id: string) => `/accounts/${id}/suspend`],
      ['POST', (id: string) => `/accounts/${id}/reactivate`],
      ['DELETE', (id: string) => `/accounts/${id}/memberships/*`],
      ['DELETE', (id: string) => `/accounts/${id}/memberships/elsewhere`],
    ] as const)
      expect(new Set(await answers(path, method)).size, path(':id')).toBe(1)
  })
})

describe('F10: links come from configuration (ASVS 4.1.3)', () => {
  const [memory] = stores
  if (memory === undefined) throw new TypeError('A store is wanted')
  const evil: Record<string, string> = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-server': 'evil.example',
    'x-forwarded-prefix': '//evil.example',
    'x-original-host': 'evil.example',
    'x-original-url': 'https://evil.example/',
    'x-host': 'evil.example',
    'x-rewrite-url': '//evil.example/',
    forwarded: 'for=evil.example;host=evil.example;proto=http',
    referer: 'https://evil.example/',
    via: 'evil.example',
  }

  /** Every call that leads to a link, through a way of sending. */
  async function expectOwnLinks(
    w: World,
    send: (path: string, body: object, token: string) => Promise<string>,
  ): Promise<void> {
    const owner = await w.person('owner')
    const member = await w.person('member')
    const waiting = await w.service.accounts.create({ email: 'wait@example.com', role: 'member' }, { actor: system })
    const texts = [
      await send('/invitations', { email: 'ada@example.com', role: 'member', delivery: 'both' }, owner.token),
      await send(
        '/invitations/bulk',
        { rows: [{ email: 'bob@example.com', role: 'member' }], delivery: 'both' },
        owner.token,
      ),
      await send('/password/forgot', { email: member.email }, ''),
      await send('/password/resets', { accountId: member.id, delivery: 'both' }, owner.token),
      await send('/activations', { accountId: waiting.id, delivery: 'both' }, owner.token),
    ]
    const mails = await w.drained()
    expect(mails).toHaveLength(5)
    for (const { url } of mails) expect(url).toMatch(/^https:\/\/app\.example\.com\/(join|activate|reset)#ik_/)
    const said = texts.join('\n') + JSON.stringify(mails)
    expect(said.match(/https:\/\/app\.example\.com\/\w+#ik_/g)?.length).toBeGreaterThanOrEqual(4 + mails.length)
    expect(said).not.toContain('evil')
    expect(said.match(/https?:\/\/(?!app\.example\.com\/)[^"\s]*/g)).toBeNull()
  }

  const openPlain = worlds(plainHandler, memory)
  it('whatever a request says of its host', async () => {
    const w = await openPlain()
    await expectOwnLinks(w, async (path, body, token) => {
      const request = new Request(`http://evil.example:8080${PREFIX}${path}`, {
        method: 'POST',
        headers: {
          ...evil,
          'content-type': 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify(body),
      })
      const response = await w.mounted.send(request)
      expect(response.status).toBeLessThan(300)
      return response.text()
    })
  })

  const openSocket = worlds(honoOnSocket, memory)
  it('whatever a request says of its host, on a socket', async () => {
    const w = await openSocket()
    await expectOwnLinks(w, (path, body, token) => overRawSocket(w.mounted.port ?? 0, path, body, token))
  })

  it('whatever a body says', async () => {
    const w = await openPlain()
    const owner = await w.person('owner')
    const fields = ['baseUrl', 'url', 'link', 'links', 'redirect', 'next', 'callbackURL', 'redirectTo', 'host']
    for (const field of fields) {
      const body = { email: 'ada@example.com', [field]: 'https://evil.example/' }
      expect((await w.post('/password/forgot', body)).fields).toEqual([field])
      expect((await w.post('/invitations', { ...body, role: 'member' }, owner)).fields).toEqual([field])
    }
    expect(await w.drained()).toEqual([])
    expect(textOf(await w.get('/session', owner), 'account', 'email')).toBe(owner.email)
  })

  /** As `fetch` would not: with a host that is not the server's. */
  const overRawSocket = (port: number, path: string, body: object, token: string): Promise<string> =>
    new Promise((done, failed) => {
      const headers = {
        ...evil,
        'content-type': 'application/json',
        connection: 'close',
        authorization: `Bearer ${token}`,
      }
      const sent = httpRequest(
        { port, host: '127.0.0.1', method: 'POST', path: `${PREFIX}${path}`, headers },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (part: string) => {
            text += part
          })
          answer.on('end', () => (answer.statusCode && answer.statusCode < 300 ? done(text) : failed(new Error(text))))
        },
      )
      sent.on('error', failed)
      sent.end(JSON.stringify(body))
    })
})
