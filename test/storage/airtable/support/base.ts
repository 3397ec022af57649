import { type AirtableOptions, airtableStorage } from '../../../../adapters/storage/airtable/index.ts'
import { airtableEmulator } from '../../../../src/testing/airtable/airtable-emulator.ts'
import type { AirtableEmulator, AirtableEmulatorOptions } from '../../../../src/testing/airtable/emulator.ts'
import type { AirtableTable } from '../../../../src/testing/airtable/table.ts'
import { seededRandom } from '../../../../src/testing.ts'
import { inspected } from './inspected.ts'
import { type VirtualTime, virtualTime } from './virtual-time.ts'

/** The two tables of the log, as `setup` and a person make them. */
export const logTables: readonly AirtableTable[] = [
  {
    name: 'invitekit_log',
    fields: [
      { name: 'commit_id', type: 'singleLineText' },
      { name: 'part', type: 'singleLineText' },
      { name: 'data', type: 'multilineText' },
      { name: 'seq', type: 'autoNumber' },
    ],
  },
  {
    name: 'invitekit_log_snapshots',
    fields: [
      { name: 'snapshot_id', type: 'singleLineText' },
      { name: 'up_to', type: 'number', options: { precision: 0 } },
      { name: 'part', type: 'singleLineText' },
      { name: 'data', type: 'multilineText' },
    ],
  },
]

/** A base in memory, and processes that open it. */
export interface TestBase {
  readonly base: AirtableEmulator
  readonly time: VirtualTime
  /** One process: its own budget, state and clock, on the same base. */
  open(options?: Partial<AirtableOptions>): ReturnType<typeof airtableStorage>
}

export const accepted = ['numbers-rise', 'visible-in-a-minute', 'nobody-edits-the-log'] as const

export function testBase(options: Partial<AirtableEmulatorOptions> = {}): TestBase {
  const time = virtualTime()
  const random = seededRandom(options.seed ?? 1)
  const base = airtableEmulator({ tables: logTables, clock: time.clock, wait: time.wait, ...options })
  return {
    base,
    time,
    open: ({ fetch = base.fetch, ...more } = {}) =>
      airtableStorage({
        base: base.id,
        token: base.token,
        acceptAssumptions: accepted,
        // A function of its own: processes do not share a budget.
        fetch: inspected(fetch),
        clock: time.clock,
        after: time.after,
        random: () => (random.bytes(1)[0] ?? 0) / 256,
        ...more,
      }),
  }
}
