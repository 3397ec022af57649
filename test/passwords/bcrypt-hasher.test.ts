import { hash as bcrypt } from '@node-rs/bcrypt'
import { describe, expect, it } from 'vitest'
import { bcryptHasher } from '../../adapters/passwords/bcrypt/index.ts'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { createInviteService, InviteError, system } from '../../src/index.ts'
import { permissions } from '../support/permissions.ts'

const PASSWORD = 'Été à la mer 47'
const yes = { ok: true, upgrade: false }
const no = { ok: false, upgrade: false }

/** As PHP and old programs spell the same algorithm. */
const spelt = (hash: string, letter: 'a' | 'b' | 'x' | 'y') => hash.replace(/^\$2b/, `$2${letter}`)

const withCost = (hash: string, cost: string) => hash.replace(/^(\$2b\$)\d\d/, `$1${cost}`)

describe('bcryptHasher', () => {
  const hasher = bcryptHasher({ rounds: 10 })

  it('makes hashes of 12 rounds where nothing is said, each with a salt of its own', async () => {
    const plain = bcryptHasher()
    const [one, other] = [await plain.hash(PASSWORD), await plain.hash(PASSWORD)]
    expect(one).toMatch(/^\$2b\$12\$[./A-Za-z0-9]{53}$/)
    expect(one).not.toBe(other)
    expect(await plain.verify(PASSWORD, one)).toEqual(yes)
    expect(await plain.verify('Été à la mer 48', one)).toEqual(no)
  })

  it('verifies hashes of other programs, of every spelling that is the same algorithm', async () => {
    // Published with PHP and with jBCrypt.
    expect(
      await hasher.verify('rasmuslerdorf', '$2y$10$.vGA1O9wmRjrwAVXD98HNOgsNpDczlqm3Jq7KnEd1rVAGv3Fykk1a'),
    ).toEqual(yes)
    const hash = await hasher.hash(PASSWORD)
    for (const letter of ['a', 'b', 'y'] as const)
      expect(await hasher.verify(PASSWORD, spelt(hash, letter))).toEqual(yes)
    expect(await hasher.verify(PASSWORD, spelt(hash, 'x'))).toEqual(no)
  })

  it.each([9, 15, 31, 12.5, Number.NaN, '12' as unknown as number])('refuses %s rounds', (rounds) => {
    expect(() => bcryptHasher({ rounds })).toThrow('"rounds"')
  })

  // One of cost 31 would take days.
  it.each(['04', '09', '15', '31', '99'])('does not begin with a stored hash of cost %s', async (cost) => {
    expect(await hasher.verify(PASSWORD, withCost(await hasher.hash(PASSWORD), cost))).toEqual(no)
  })

  it('matches nothing with what is no bcrypt hash', async () => {
    const hash = await hasher.hash(PASSWORD)
    for (const other of [
      '',
      'x',
      hash.slice(0, -1),
      `${hash}=`,
      `${hash}\n`,
      `$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$dGFn`,
    ])
      expect(await hasher.verify(PASSWORD, other)).toEqual(no)
  })

  it('takes 72 bytes, and refuses a 73rd rather than leave it out', async () => {
    const longest = 'a'.repeat(72)
    const hash = await hasher.hash(longest)
    expect(await hasher.verify(longest, hash)).toEqual(yes)
    expect(await hasher.verify(`${longest}b`, hash)).toEqual(no)
    const refused = { code: 'password_policy', params: { fields: [{ field: 'password', code: 'too_long' }] } }
    await expect(hasher.hash(`${longest}b`)).rejects.toMatchObject(refused)
    await expect(hasher.hash('é'.repeat(37))).rejects.toMatchObject(refused)
  })

  it('refuses a NUL, behind which some programs read nothing', async () => {
    await expect(hasher.hash('secret\0more')).rejects.toMatchObject({
      code: 'password_policy',
      params: { fields: [{ code: 'invalid_characters' }] },
    })
    expect(await hasher.verify('secret\0more', await bcrypt('secret\0more', 10))).toEqual(no)
  })

  it('knows a password whose accents another system spells differently, also hashed so', async () => {
    const [composed, apart] = [PASSWORD.normalize('NFC'), PASSWORD.normalize('NFD')]
    expect(await hasher.verify(apart, await hasher.hash(composed))).toEqual(yes)
    expect(await hasher.verify(apart, await bcrypt(apart, 10))).toEqual(yes)
  })

  it('upgrades only where it is asked to', async () => {
    const weak = await hasher.hash(PASSWORD)
    expect(await bcryptHasher({ rounds: 11 }).verify(PASSWORD, weak)).toEqual(yes)
    expect(await bcryptHasher({ rounds: 11, upgrade: true }).verify(PASSWORD, weak)).toEqual({
      ok: true,
      upgrade: true,
    })
    expect(await bcryptHasher({ rounds: 11, upgrade: true }).verify('x', weak)).toEqual(no)
    expect(await bcryptHasher({ rounds: 10, upgrade: true }).verify(PASSWORD, weak)).toEqual(yes)
  })

  it('leaves the event loop free', async () => {
    let turns = 0
    let isDone = false
    const work = bcryptHasher({ rounds: 12 })
      .hash(PASSWORD)
      .finally(() => {
        isDone = true
      })
    while (!isDone) {
      turns += 1
      await new Promise((resolve) => setImmediate(resolve))
    }
    await work
    expect(turns).toBeGreaterThan(10)
  })
})

describe('a service with bcryptHasher', () => {
  const open = () =>
    createInviteService({
      baseUrl: 'https://app.example.com',
      storage: memoryStorage(),
      permissions,
      passwords: { minimum: 8, lower: true, upper: true, digit: true, refuseCommon: false },
      passwordHasher: bcryptHasher({ rounds: 10 }),
    })

  it('logs in with it, and leaves the hash as it is', async () => {
    const storage = memoryStorage()
    const at = { baseUrl: 'https://app.example.com', storage, permissions, passwords: { minimum: 8 } }
    const account = { email: 'ada@example.com', password: 'Solstice9 mer' }
    await createInviteService({ ...at, passwordHasher: hasherOf(10) }).accounts.create(account, { actor: system })
    const hashes = async () =>
      (await storage.list({ record: 'account', where: {}, with: {}, after: null, limit: 10 })).rows.map(
        ({ row }) => row.passwordHash,
      )
    const before = await hashes()
    const service = createInviteService({ ...at, passwordHasher: hasherOf(12) })
    expect((await service.sessions.login({ login: account.email, password: account.password })).account.status).toBe(
      'active',
    )
    expect(await hashes()).toEqual(before)
    expect(before[0]).toMatch(/^\$2b\$10\$/)
  })

  it('refuses a password that bcrypt would shorten, by the rules of the policy', async () => {
    const service = open()
    const { id } = await service.accounts.create({ email: 'ada@example.com' }, { actor: system })
    const { token } = await service.activations.issue(id, { actor: system, delivery: 'link' })
    const complete = (password: string) => service.activations.complete({ token: token ?? '', password })
    const error = await complete(`Aa1${'é'.repeat(40)}`).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(InviteError)
    expect(error).toMatchObject({
      code: 'password_policy',
      status: 400,
      params: { fields: [{ field: 'password', code: 'too_long' }] },
    })
    expect((await complete(`Aa1${'é'.repeat(34)}`)).account.status).toBe('active')
  })
})

const hasherOf = (rounds: number) => bcryptHasher({ rounds })
