import { describe, expect, it } from 'vitest'
import { airtableStorage } from '../../../adapters/storage/airtable/index.ts'
import { createTable } from '../../../adapters/storage/airtable/table.ts'
import { machineTime } from '../../../adapters/storage/airtable/time.ts'
import { createTransport } from '../../../adapters/storage/airtable/transport.ts'
import { accepted } from './support/base.ts'
import { challengeRow, changeOf, insert, update } from './support/changes.ts'

// Against a real base, made for this: AIRTABLE_TOKEN=… AIRTABLE_BASE=… npm test -- smoke. It measures what the log rests on.

const { AIRTABLE_TOKEN: token = '', AIRTABLE_BASE: base = '' } = process.env
const isThere = token !== '' && base !== ''
if (!isThere)
  process.stdout.write('Airtable: the smoke test is left out: AIRTABLE_TOKEN and AIRTABLE_BASE are not set\n')

const APPENDS = 40
const AT_ONCE = 4
const patience = { timeout: 300_000 }
const options = { base, token, acceptAssumptions: accepted, log: 'invitekit_smoke' } as const

describe.skipIf(!isThere)('a real base', () => {
  const endpoint = 'https://api.airtable.com'
  const wire = { base, token, endpoint, fetch, time: machineTime, requestsPerSecond: 4 }
  const deadline = () => Date.now() + 60_000

  it('fits, after setup and what a person adds', patience, async () => {
    const storage = airtableStorage(options)
    const { byHand } = await storage.setup()
    expect(byHand, 'do this in the browser, and run the test again').toEqual([])
    await storage.check()
  })

  it(
    'gives each row a number of its own, later rows higher ones, and shows them within a minute',
    patience,
    async () => {
      const table = createTable(createTransport(wire), base, options.log)
      const sent = new Map<string, number>()
      let latest = 0
      for (let n = 0; n < APPENDS; n += AT_ONCE) {
        const ids = Array.from({ length: AT_ONCE }, () => crypto.randomUUID())
        await Promise.all(ids.map((id) => table.create([{ commit_id: id, part: 'smoke', data: 'smoke' }], deadline())))
        const answered = Date.now()
        const rows = await table.list({ fields: ['seq', 'commit_id'], sort: 'seq' }, deadline())
        const found = new Map(rows.map(({ fields }) => [String(fields['commit_id']), Number(fields['seq'])]))
        const numbers = ids.map((id) => found.get(id) ?? Number.NaN)
        expect(numbers, 'rows that the next read does not show').not.toContain(Number.NaN)
        for (const number of numbers) expect(number).toBeGreaterThan(latest)
        for (const id of ids) sent.set(id, answered)
        latest = Math.max(...numbers)
        expect(new Set(found.values()).size, 'numbers are unique').toBe(found.size)
      }
      const rows = await table.list({ fields: ['seq', 'commit_id'], sort: 'seq' }, deadline())
      const ages = rows.flatMap(({ createdTime, fields }) => {
        const at = sent.get(String(fields['commit_id']))
        return at === undefined ? [] : [Math.abs(at - Date.parse(createdTime))]
      })
      process.stdout.write(`Airtable: its clock and ours differ by ${Math.max(...ages)} ms at most, answers included\n`)
      expect(Math.max(...ages)).toBeLessThan(60_000)
      const smoke = await table.list({ fields: ['seq', 'part'] }, deadline())
      await table.remove(
        smoke.filter(({ fields }) => fields['part'] === 'smoke').map(({ id }) => id),
        deadline(),
      )
    },
  )

  it('lets one of four processes redeem a link', patience, async () => {
    const [first, ...others] = Array.from({ length: 4 }, () => airtableStorage({ ...options, requestsPerSecond: 1 }))
    const id = crypto.randomUUID()
    const link = challengeRow({ id, hash: id.replaceAll('-', '').padEnd(64, '0') })
    expect(await first?.commit(changeOf(crypto.randomUUID(), [insert('challenge', link)]))).toMatchObject({
      outcome: 'committed',
    })
    const redeem = () =>
      changeOf(crypto.randomUUID(), [update('challenge', id, { status: 'open' }, { status: 'used' })])
    const outcomes = await Promise.all([first, ...others].map((storage) => storage?.commit(redeem())))
    process.stdout.write(`Airtable: ${JSON.stringify(outcomes.map((one) => one?.outcome))}\n`)
    expect(outcomes.filter((one) => one?.outcome === 'committed').length).toBeLessThanOrEqual(1)
  })
})
