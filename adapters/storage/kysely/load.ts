import { type Kysely, sql } from 'kysely'
import type { Inputs, Plan, Snapshot } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import { inputsOf, type Reading, readingOf } from './reading.ts'
import type { Run } from './run.ts'
import type { Shapes } from './shape.ts'
import { bind, compile, type Statement, slot } from './statement.ts'

interface Compiled {
  readonly names: readonly string[]
  readonly one: { readonly statement: Statement; readonly reading: Reading }
  readonly many: () => { readonly statement: Statement; readonly reading: Reading }
}

/** `load`: any plan is one statement, compiled once by the plan's identity. */
export function createLoad(db: Kysely<Database>, engine: Engine, shapes: Shapes, run: Run) {
  const cache = new WeakMap<Plan, Compiled>()
  const compiled = (plan: Plan): Compiled => {
    const known = cache.get(plan)
    if (known) return known
    const made = compilePlan(db, engine, shapes, plan)
    cache.set(plan, made)
    return made
  }
  return async <P extends Plan>(plan: P, inputs: readonly Inputs[]): Promise<readonly Snapshot<P>[]> => {
    const { names, one, many } = compiled(plan)
    const [first, ...rest] = inputs
    if (first === undefined) return []
    if (rest.length === 0) {
      const values = names.map((name) => first[name] ?? null)
      const { rows } = await run(bind(one.statement, values))
      return [one.reading.decode(rows[0] ?? none()) as Snapshot<P>]
    }
    const { statement, reading } = many()
    const { rows } = await run(bind(statement, [JSON.stringify(inputs)]))
    // One snapshot for each of the inputs, even where the host's table has a key twice.
    const firsts = new Map(rows.toReversed().map((row) => [Number(row['n']), row]))
    const found = [...firsts.entries()].sort(([a], [b]) => a - b).map(([, row]) => row)
    if (found.length !== inputs.length) none()
    return found.map((row) => reading.decode(row) as Snapshot<P>)
  }
}

function none(): never {
  throw new TypeError('The database gave another number of rows than were asked for')
}

function compilePlan(db: Kysely<Database>, engine: Engine, shapes: Shapes, plan: Plan): Compiled {
  const names = inputsOf(plan)
  const json = engine.json?.isFast ? engine.json : null
  const input = (name: string) => slot(names.indexOf(name))
  const single = readingOf(engine, shapes, plan, input, { json, joining: engine.beside.one })
  const one = {
    reading: single,
    statement: compile(db, sql`select ${single.columns} from (select 1 as n) as base${single.joins}`),
  }
  let many: Compiled['one'] | undefined
  const compileMany = (): Compiled['one'] => {
    const reading = readingOf(engine, shapes, plan, engine.input, { json })
    const from = engine.inputRows(names, slot(0))
    return {
      reading,
      statement: compile(db, sql`select base.n, ${reading.columns} from ${from}${reading.joins} order by base.n`),
    }
  }
  return {
    names,
    one,
    many: () => {
      many ??= compileMany()
      return many
    },
  }
}
