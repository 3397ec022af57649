// In the comments of this folder D says that Airtable documents it, R that recordings of its API show it, U that it is a guess.
import { systemClock } from '../../defaults/clock.ts'
import { sleep } from '../../defaults/sleep.ts'
import { createChance } from './chance.ts'
import { recordOf } from './computed.ts'
import { applyEdit } from './edit.ts'
import type { AirtableEmulator, AirtableEmulatorOptions, AirtableLimits, AirtableScope } from './emulator.ts'
import { createFaults } from './faults.ts'
import { fetchInProcess } from './fetch-in-process.ts'
import { createGate } from './gate.ts'
import { createHandler } from './handle.ts'
import { createIterators } from './iterators.ts'
import { createLimiter } from './limiter.ts'
import { makeTable } from './make-table.ts'
import { serve } from './serve.ts'
import { schemaOf, type Table } from './state.ts'
import { createStore } from './store.ts'

const limitsOfAirtable: AirtableLimits = { perBase: 5, perToken: 50, perMonth: null }
const allScopes: readonly AirtableScope[] = [
  'data.records:read',
  'data.records:write',
  'schema.bases:read',
  'schema.bases:write',
]

/**
 * An Airtable base in memory with the API that Airtable documents, for tests: it refuses what Airtable refuses, it limits as
 * Airtable limits, and it fails when a test says so. Nothing of it reaches the network. Where Airtable's documents and
 * recordings of its API say nothing, it does the plainest thing; `docs/testing.md` lists what it does not have.
 *
 * @throws TypeError where a table, a field, a rate or a duration is none.
 *
 * @example
 * const clock = fixedClock()
 * const base = airtableEmulator({
 *   clock,
 *   tables: [{ name: 'People', fields: [{ name: 'Name', type: 'singleLineText' }, { name: 'No', type: 'autoNumber' }] }],
 * })
 * const people = `https://api.airtable.com/v0/${base.id}/People`
 * const headers = { authorization: `Bearer ${base.token}`, 'content-type': 'application/json' }
 * const body = JSON.stringify({ records: [{ fields: { Name: 'Ada' } }] })
 *
 * base.faults.next(1, { kind: 'reset', applied: true }) // it takes effect, and its answer is lost
 * await base.fetch(people, { method: 'POST', headers, body }).catch((error) => console.log(error.message)) // fetch failed
 * console.log(base.records('People')[0]?.fields, base.calls) // { Name: 'Ada', No: 1 } 1
 */
export function airtableEmulator(options: AirtableEmulatorOptions = {}): AirtableEmulator {
  const { clock = systemClock, seed = 1, tables = [], scopes = allScopes } = options
  const { wait = options.clock ? () => Promise.resolve() : sleep } = options
  const chance = createChance(seed)
  const id = chance.id('app')
  const { token = chance.id('pat') } = options
  const store = createStore(tables.map((table) => makeTable(table, chance, clock.now())))
  const base = { store, chance, iterators: createIterators(chance, () => clock.now()) }
  const limiter = createLimiter({ ...limitsOfAirtable, ...options.limits })
  const gate = createGate({ base: id, token, scopes }, limiter)
  const faults = createFaults(options.faults)
  const handler = createHandler({ base, clock, wait, gate, limiter, faults })

  const find = (name: string): Table => {
    handler.settle()
    const table = store.find(name)
    if (!table) throw new TypeError(`There is no table "${name}"`)
    return table
  }
  return {
    id,
    token,
    fetch: fetchInProcess(handler.handle),
    serve: ({ port = 0 } = {}) => serve(handler.handle, port),
    get tables() {
      return store.all().map(schemaOf)
    },
    records: (name) => {
      const table = find(name)
      return [...table.rows.values()].map((row) => recordOf(table, row))
    },
    edit: (name, edit) => applyEdit(store, find(name), edit, chance, clock.now()),
    requests: handler.requests,
    get calls() {
      return handler.requests.length
    },
    faults,
  }
}
