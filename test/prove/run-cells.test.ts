import { describe, expect, it } from 'vitest'
import type { ProofReport } from '../../src/testing/proof.ts'
import { engineOn } from '../support/engines/engine.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import type { Cell } from './cells.ts'
import { type Result, runCells } from './run-cells.ts'
import { tableOf } from './table.ts'

const engine = engineOn(betterSqlite3, 'transaction')

/** A cell that takes a minute for each portion, on the clock of the test. */
function world(deadline: number) {
  let now = 0
  const ran: string[] = []
  const cell = (name: string, values: Partial<Cell> = {}, report: Partial<ProofReport> = {}): Cell => ({
    engine,
    group: 'races',
    name,
    exempt: null,
    portion: 10,
    target: 10,
    first: 1,
    further: 2,
    run: async (portion) => {
      now += 60_000
      ran.push(`${name} ${portion}`)
      return { rounds: 10, wrongWinners: 0, brokenPromises: [], ...report }
    },
    ...values,
  })
  const run = (cells: readonly Cell[]) => runCells(cells, { now: () => now, deadline }, () => undefined)
  return { cell, run, ran, now: () => now }
}

const rounds = (results: readonly Result[]) => results.map((result) => result.rounds)

describe('the cells of the proof', () => {
  it('come in the order of importance: each once, then further portions in turns', async () => {
    const { cell, run, ran } = world(Number.POSITIVE_INFINITY)
    const results = await run([cell('late', { first: 3 }), cell('a', { target: 30 }), cell('b', { target: 20 })])
    expect(ran).toEqual(['a 0', 'b 0', 'a 1', 'b 1', 'a 2', 'late 0'])
    expect(rounds(results)).toEqual([10, 30, 20])
  })

  it('stop before the time is over, and say how far they came', async () => {
    const { cell, run, now } = world(5 * 60_000)
    const results = await run([cell('a', { target: 40 }), cell('b', { target: 40 }), cell('never', { first: 9 })])
    expect(now()).toBe(5 * 60_000)
    expect(rounds(results)).toEqual([30, 20, 0])
    expect(results.map(({ target }) => target)).toEqual([40, 40, 10])
  })

  it('are not begun when there is no time at all', async () => {
    const { cell, run, ran } = world(0)
    expect(rounds(await run([cell('a')]))).toEqual([0])
    expect(ran).toEqual([])
  })

  it('are run once where one run is all there is', async () => {
    const { cell, run, ran } = world(Number.POSITIVE_INFINITY)
    const [result] = await run([cell('a', { target: 50 }, { rounds: 1 })])
    expect(result).toMatchObject({ rounds: 1, target: 1 })
    expect(ran).toEqual(['a 0'])
  })

  it('are left out where they do not apply', async () => {
    const { cell, run, ran } = world(Number.POSITIVE_INFINITY)
    expect(await run([cell('a', { exempt: 'a reason' })])).toEqual([])
    expect(ran).toEqual([])
  })

  it('end where they break, with what broke', async () => {
    const { cell, run, ran } = world(Number.POSITIVE_INFINITY)
    const report = { rounds: 10, wrongWinners: 2, brokenPromises: ['two winners'] }
    const breaks = (error: unknown) => async () => {
      throw error
    }
    const results = await run([
      cell('told', { target: 100, run: breaks(Object.assign(new Error('broken'), { report })) }),
      cell('thrown', { target: 100, run: breaks(new Error('the server is gone')) }),
      cell('whole'),
    ])
    expect(results[0]).toMatchObject(report)
    expect(results[1]).toMatchObject({ rounds: 1, wrongWinners: 0, brokenPromises: ['Error: the server is gone'] })
    expect(ran).toEqual(['whole 0'])
  })

  it('are a table, in which a race has a line, and what broke', async () => {
    const { cell, run } = world(3 * 60_000)
    const contract = { group: 'contract', portion: 1, target: 1 } as const
    const broken = { rounds: 1, wrongWinners: 0, brokenPromises: ['no'] }
    const results = await run([
      cell('one link', { target: 50 }),
      cell('reading', contract, { rounds: 1 }),
      cell('writing', contract, broken),
    ])
    const lines = tableOf(results)
      .split('\n')
      .map((line) => line.split(/ {2,}/))
    expect(lines[0]).toEqual(['engine', 'isolation', 'form', 'case', 'rounds', 'wrong winners', 'broken promises'])
    expect(lines.slice(2)).toEqual([
      ['SQLite', '-', 'transaction', 'races: one link', '10 of 50', '0', '0'],
      ['SQLite', '-', 'transaction', 'contract: reading', '1', '0', '0'],
      ['SQLite', '-', 'transaction', 'contract: writing', '1', '0', '1'],
    ])
  })
})
