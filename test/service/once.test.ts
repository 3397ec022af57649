import { expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { once } from '../../src/service/once.ts'
import { goodPassword, person, plainHasher, refusalOf, testService } from '../support/service.ts'

/** Work that fails as often as it is told, and counts. */
function failing(times: number) {
  const work = { asked: 0, do: async () => (++work.asked <= times ? Promise.reject(new Error('not now')) : work.asked) }
  return work
}

it('does something once, whoever asks and when', async () => {
  const work = failing(0)
  const get = once(work.do)
  expect(work.asked).toBe(0)
  expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1])
  expect(await get()).toBe(1)
  expect(work.asked).toBe(1)
})

it('tells everybody who waits of a failure, and forgets it', async () => {
  const work = failing(2)
  const get = once(work.do)
  const first = await Promise.allSettled([get(), get(), get()])
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(work.asked).toBe(1)
  await expect(get()).rejects.toThrow('not now')
  expect(await get()).toBe(3)
  expect(await get()).toBe(3)
})

it('log-ins work again after the hasher failed at the very first of them', async () => {
  const storage = memoryStorage()
  await person(testService(storage), 'ada@example.com', 'member')
  const hasher = plainHasher()
  const work = failing(1)
  const hash = async (password: string) => {
    await work.do()
    return hasher.hash(password)
  }
  const { service } = testService(storage, { passwordHasher: { ...hasher, hash } })
  const login = (name: string) => service.sessions.login({ login: name, password: goodPassword })
  await expect(login('ada@example.com')).rejects.toThrow('not now')
  expect((await login('ada@example.com')).account.email).toBe('ada@example.com')
  expect(await refusalOf(login('nobody@example.com'))).toBe('login_failed')
  expect(hasher.hashes()).toBe(1)
})
