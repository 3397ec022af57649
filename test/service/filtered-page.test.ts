import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Actor, system } from '../../src/index.ts'
import { filteredPage } from '../../src/service/filtered-page.ts'
import { person, type TestService, testService } from '../support/service.ts'
import { stores, type TestStore } from '../support/stores.ts'

const DAY = 86_400_000

describe('a page of what no index tells apart', () => {
  /** Numbers from `from` up to `end`, ten on a page. */
  const upTo = (end: number) => {
    const seen: (string | null)[] = []
    const read = async (after: string | null) => {
      seen.push(after)
      const first = Number(after ?? 0)
      const items = Array.from({ length: Math.min(10, end - first) }, (_, n) => first + n)
      return { items, next: items.length === 10 ? String(first + 10) : null }
    }
    return { read, seen }
  }

  it('is the first with something wanted on it', async () => {
    const { read, seen } = upTo(100)
    expect(await filteredPage(read, (n) => n === 33 || n === 34, null)).toEqual({ items: [33, 34], next: '40' })
    expect(seen).toEqual([null, '10', '20', '30'])
    expect(await filteredPage(read, (n) => n === 33 || n === 34, '40')).toEqual({ items: [], next: null })
  })

  it('is one read where something is on it, however little', async () => {
    const { read, seen } = upTo(100)
    expect(await filteredPage(read, (n) => n === 7, null)).toEqual({ items: [7], next: '10' })
    expect(seen).toEqual([null])
  })

  it('is empty before the last after 20 reads, and goes on from there', async () => {
    const { read, seen } = upTo(500)
    const page = await filteredPage(read, (n) => n === 444, null)
    expect(page).toEqual({ items: [], next: '200' })
    expect(seen).toHaveLength(20)
    const second = await filteredPage(read, (n) => n === 444, page.next)
    expect(await filteredPage(read, (n) => n === 444, second.next)).toEqual({ items: [444], next: '450' })
  })
})

describe.each(stores)('lists by a state that is computed, on $name', ({ open }) => {
  let store: TestStore
  let t: TestService
  const by = { actor: system } as const
  beforeEach(async () => {
    store = await open()
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  const invite = (name: string) => {
    t.clock.advance(1)
    return t.service.invitations.create({ email: `${name}@example.com`, role: 'member' }, { ...by, delivery: 'link' })
  }
  /** Every page, as a caller follows them: the names on them, and how many pages there were. */
  async function all(status: 'pending' | 'expired', limit: number) {
    const names: string[] = []
    let pages = 0
    for (let after: string | null = null; ; pages++) {
      const page = await t.service.invitations.list({ status, limit, ...(after && { after }) }, by)
      expect(page.items.every((item) => item.status === status)).toBe(true)
      names.push(...page.items.map(({ email }) => email?.replace('@example.com', '') ?? ''))
      after = page.next
      if (after === null) return { names, pages: pages + 1 }
    }
  }

  it('find the expired behind those that live, and the living behind the expired', async () => {
    for (const name of ['old1', 'old2']) await invite(name)
    t.clock.advance(8 * DAY)
    for (let n = 1; n <= 5; n++) await invite(`new${n}`)
    expect((await all('expired', 2)).names).toEqual(['old2', 'old1'])
    expect((await all('expired', 100)).names).toEqual(['old2', 'old1'])
    expect((await all('pending', 2)).names).toEqual(['new5', 'new4', 'new3', 'new2', 'new1'])
  })

  it('look at no more than 20 pages at a time, and miss nothing', async () => {
    await invite('old')
    t.clock.advance(8 * DAY)
    for (let n = 1; n <= 45; n++) await invite(`new${n}`)
    expect(await all('expired', 1)).toEqual({ names: ['old'], pages: 4 })
  })

  it('find the suspended among the members of a scope', async () => {
    const team: (Actor & { type: 'account' })[] = []
    for (const n of [1, 2, 3, 4, 5]) team.push(await person(t, `p${n}@example.com`, 'member', 'team'))
    await t.service.accounts.suspend(team[0]?.id ?? '', by)
    const { items } = await t.service.accounts.list({ scope: 'team', status: 'suspended', limit: 2 }, by)
    expect(items.map(({ email }) => email)).toEqual(['p1@example.com'])
  })
})
