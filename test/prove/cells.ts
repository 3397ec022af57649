import type { ProofCase, ProofOptions } from '../../src/testing/proof.ts'
import type { Engine } from '../support/engines/engine.ts'
import { proofOf } from '../support/engines/proof-of.ts'

/** What a table says of where something was proven. */
export interface Place {
  readonly name: string
  readonly server: { readonly name: string }
  readonly isolation: string | null
  readonly form: string
  readonly trouble: { readonly name: string } | null
}

/** One case on one engine. A proof of many rounds is run in portions, so that time that runs out ends it anywhere. */
export interface Cell {
  readonly engine: Place
  readonly group: ProofCase['group']
  readonly name: string
  /** Why it does not apply; null where it does. */
  readonly exempt: string | null
  /** Rounds of one portion, and of all. */
  readonly portion: number
  readonly target: number
  /** When it comes first, and when its further portions come: lower is sooner. */
  readonly first: number
  readonly further: number
  /** Runs one portion; the number of it decides what is random. */
  run(portion: number): ReturnType<ProofCase['run']>
}

/** Rounds of one portion and of all, on the engines on which everything is proven in full, and on the others. */
const amounts: { readonly [G in ProofCase['group']]: { portion: number; main: number; others: number } } = {
  contract: { portion: 1, main: 1, others: 1 },
  races: { portion: 10, main: 50, others: 10 },
  processes: { portion: 10, main: 200, others: 20 },
  model: { portion: 50, main: 500, others: 50 },
  faults: { portion: 1, main: 1, others: 1 },
  crash: { portion: 1, main: 1, others: 1 },
}

/** Rounds of one portion on the others: one of the model takes some seconds on the slowest. */
const MOST_ELSEWHERE = 10

/** Rounds of one portion of processes where there is time: to start four takes as long as twenty rounds. */
const WITH_TIME = 50

/** How much is asked for. */
export interface Effort {
  /** Rounds of each race, in place of those that an engine gets by its rank; null for those. */
  readonly rounds: number | null
  /** Whether nothing ends it before its end. */
  readonly hasTime: boolean
}

/** What is cheap comes on every engine before what takes many processes, and before more rounds of anything. */
const order = {
  main: { contract: 1, races: 1, processes: 1, model: 1, faults: 1, crash: 3 },
  others: { contract: 2, races: 2, processes: 4, model: 2, faults: 2, crash: 6 },
  furtherMain: 5,
  furtherOthers: 7,
} as const

/** Groups whose cases take a number of rounds or runs. */
const repeated: readonly ProofCase['group'][] = ['races', 'processes', 'model']

/** Every case on an engine, with its place in the order. */
export const cellsOf = (engine: Engine, isMain: boolean, effort: Effort): readonly Cell[] =>
  cellsWith(engine, isMain, effort, (options) => proofOf(engine, options))

/** Every case of a proof that is opened in some other way. */
export function cellsWith(
  engine: Place,
  isMain: boolean,
  { rounds, hasTime }: Effort,
  casesWith: (options: Partial<ProofOptions>) => readonly ProofCase[],
): readonly Cell[] {
  return casesWith({}).map(({ group, name, exempt }): Cell => {
    const amount = amounts[group]
    const isRace = group === 'races' || group === 'processes'
    const target = (isRace ? rounds : null) ?? (isMain ? amount.main : amount.others)
    const most = isMain ? amount.portion : Math.min(amount.portion, MOST_ELSEWHERE)
    const portion = Math.min(target, hasTime && group === 'processes' ? WITH_TIME : most)
    return {
      engine,
      group,
      name,
      exempt,
      portion,
      target: repeated.includes(group) ? target : 1,
      first: isMain ? order.main[group] : order.others[group],
      further: isMain ? order.furtherMain : order.furtherOthers,
      run: async (n) => {
        const cases = casesWith({ rounds: portion, runs: portion, seed: n + 1 })
        const found = cases.find((one) => one.group === group && one.name === name)
        if (found === undefined) throw new Error(`The proof has no case "${name}"`)
        return found.run()
      },
    }
  })
}
