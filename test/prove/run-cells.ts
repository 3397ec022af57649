import type { ProofReport } from '../../src/testing/proof.ts'
import type { Cell } from './cells.ts'

/** What became of a cell. */
export interface Result {
  readonly cell: Cell
  readonly rounds: number
  /** How many rounds are all there are. */
  readonly target: number
  readonly wrongWinners: number
  readonly brokenPromises: readonly string[]
}

/** The time, and how much there is of it. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  /** When everything must have ended; infinite where there is time. */
  readonly deadline: number
}

interface State {
  readonly cell: Cell
  portions: number
  rounds: number
  wrongWinners: number
  brokenPromises: string[]
  /** How long its last portion took, or what one is expected to take. */
  milliseconds: number
}

const EXPECTED = 5000 // milliseconds of a portion of which nothing is known
const LONGEST = 300_000 // milliseconds after which a portion will not end any more

/** Runs the cells portion by portion, the most important first, as long as there is time for the next. */
export async function runCells(
  cells: readonly Cell[],
  clock: Clock,
  tell: (result: Result, milliseconds: number) => void,
): Promise<readonly Result[]> {
  const states = cells
    .filter(({ exempt }) => exempt === null)
    .map(
      (cell): State => ({ cell, portions: 0, rounds: 0, wrongWinners: 0, brokenPromises: [], milliseconds: EXPECTED }),
    )
  for (let next = nextOf(states, clock); next !== undefined; next = nextOf(states, clock)) {
    const from = clock.now()
    const report = await reportOf(next)
    next.portions++
    next.rounds += report.rounds
    next.wrongWinners += report.wrongWinners
    next.brokenPromises.push(...report.brokenPromises)
    next.milliseconds = clock.now() - from
    tell(resultOf(next), next.milliseconds)
  }
  return states.map(resultOf)
}

const resultOf = (state: State): Result => ({
  cell: state.cell,
  rounds: state.rounds,
  target: targetOf(state),
  wrongWinners: state.wrongWinners,
  brokenPromises: [...new Set(state.brokenPromises)],
})

/** A case that answers with fewer rounds than it was asked for is the same each time: one of it is all. */
const targetOf = ({ cell, portions, rounds }: State): number =>
  portions > 0 && rounds < portions * cell.portion ? rounds : cell.target

/** Whether there is nothing more to learn of it. */
const isOver = (state: State): boolean =>
  state.rounds >= targetOf(state) || state.wrongWinners > 0 || state.brokenPromises.length > 0

const placeOf = ({ cell, portions }: State): number => (portions === 0 ? cell.first : cell.further + portions / 1000)

/** The one that comes next among those for which there is time. */
function nextOf(states: readonly State[], { now, deadline }: Clock): State | undefined {
  return states
    .filter((state) => !isOver(state) && now() + state.milliseconds <= deadline)
    .reduce<State | undefined>((best, state) => (best && placeOf(best) <= placeOf(state) ? best : state), undefined)
}

/** The report of one portion, also of one that failed or that hangs. */
async function reportOf({ cell, portions }: State): Promise<ProofReport> {
  const failed = (sentence: string): ProofReport => ({ rounds: 1, wrongWinners: 0, brokenPromises: [sentence] })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<ProofReport>((done) => {
    timer = setTimeout(() => done(failed(`It has not ended after ${LONGEST / 1000} seconds`)), LONGEST)
  })
  try {
    return await Promise.race([cell.run(portions), late])
  } catch (error) {
    const { report } = error as { report?: ProofReport }
    return report && (report.brokenPromises.length > 0 || report.wrongWinners > 0) ? report : failed(String(error))
  } finally {
    clearTimeout(timer)
  }
}
