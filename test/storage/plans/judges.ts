import { CompiledQuery, type Kysely } from 'kysely'
import { crowded } from './crowd.ts'

/** Asks the database something. */
export type Ask = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/** Asks on one connection. */
export const asking =
  (one: Pick<Kysely<unknown>, 'executeQuery'>): Ask =>
  async (sql, parameters = []) =>
    (await one.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql, [...parameters]))).rows

/** How an engine means to answer a statement: what is wrong with that, and which indexes it uses. */
export interface Verdict {
  readonly complaints: readonly string[]
  readonly indexes: readonly string[]
}

/** Looks at the plan of one statement. */
export type Judge = (ask: Ask, sql: string, parameters: readonly unknown[]) => Promise<Verdict>

const full: ReadonlySet<string> = new Set(crowded.values())

/** Rows of one table that a statement may look at: a page is 50, and some statements look at several things. */
const MOST = 250

type Json = { readonly [key: string]: unknown }

/** Every object in a tree of JSON. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const inner of Object.values(value)) yield* objectsIn(inner)
}

const isRead = (sql: string): boolean => /^select /i.test(sql) && !/ for share$/i.test(sql)

/** As it is planned for these values; for any; and, once it has been asked often as a prepared statement, as PostgreSQL chooses. */
export const postgres: Judge = async (ask, sql, parameters) => {
  const values = parameters.map((one) => (one === null ? 'null' : `'${String(one).replaceAll("'", "''")}'`)).join()
  const execute = values === '' ? 'execute judged' : `execute judged(${values})`
  const nodes: Json[] = []
  for (const mode of ['force_custom_plan', 'force_generic_plan', ...(isRead(sql) ? ['auto'] : [])]) {
    await ask(`set plan_cache_mode = ${mode}`)
    await ask(`prepare judged as ${sql}`)
    for (let times = 0; times < 6 && mode === 'auto'; times++) await ask(execute)
    const measured = isRead(sql) ? 'analyze, timing off, ' : ''
    const [row] = await ask(`explain (${measured}format json) ${execute}`)
    nodes.push(...[...objectsIn(row?.['QUERY PLAN'])].filter((node) => node['Node Type'] !== undefined))
    await ask('deallocate judged')
  }
  return {
    complaints: nodes.flatMap(complaintsOfPostgres),
    indexes: nodes.flatMap((node) => (node['Index Name'] ? [String(node['Index Name'])] : [])),
  }
}

function complaintsOfPostgres(node: Json): readonly string[] {
  const { 'Node Type': type, 'Relation Name': table, 'Index Cond': condition, Filter: filter } = node
  const number = (name: string) => Number(node[name] ?? 0)
  const isMeasured = node['Actual Rows'] !== undefined
  const rows = isMeasured ? number('Actual Rows') : number('Plan Rows')
  const passed = ['Rows Removed by Filter', 'Rows Removed by Index Recheck'].map(number)
  const looked = isMeasured ? (rows + passed.reduce((sum, one) => sum + one)) * number('Actual Loops') : 0
  const complaints: string[] = []
  if (type === 'Seq Scan' && full.has(String(table))) complaints.push(`scans ${table}`)
  if (full.has(String(table)) && filter !== undefined && condition === undefined && /^Index/.test(String(type)))
    complaints.push(`walks through ${table} for ${filter}`)
  if (/Sort/.test(String(type)) && rows > MOST) complaints.push(`sorts ${rows} rows`)
  if (full.has(String(table)) && looked > MOST) complaints.push(`looks at ${looked} rows of ${table}`)
  return complaints
}

/** What it says it will do, and for what only reads what it did. */
export const mysql: Judge = async (ask, sql, parameters) => {
  const complaints: string[] = []
  const plan = await ask(`explain ${sql}`, parameters)
  for (const { type, key, rows, Extra: extra, select_type: kind, table } of plan) {
    if (kind === 'INSERT' || /json_table/.test(String(extra))) continue
    // What a part of the statement found is all wanted; that part is judged by itself.
    if (type === 'ALL' && Number(rows) > 1 && !/^<derived/.test(String(table))) complaints.push(`scans ${table}`)
    if (type === 'index' && !(key === 'PRIMARY' && !/where/.test(String(extra))))
      complaints.push(`walks through ${table}`)
    if (/filesort|temporary/.test(String(extra)) && Number(rows) > MOST)
      complaints.push(`sorts ${rows} rows of ${table}`)
  }
  const [measured] = isRead(sql) ? await ask(`analyze format=json ${sql}`, parameters) : []
  for (const { table_name: table, r_rows: rows, r_loops: loops } of objectsIn(
    // MariaDB forgets to escape quotes in conditions; nobody reads them here.
    JSON.parse(String(measured?.['ANALYZE'] ?? null).replace(/("\w+_condition": )".*"(,?)$/gm, '$1""$2')),
  ))
    if (typeof table === 'string' && Number(rows) * Number(loops) > MOST)
      complaints.push(`looks at ${Number(rows) * Number(loops)} rows of ${table}`)
  return { complaints, indexes: plan.flatMap(({ key }) => (key ? [String(key)] : [])) }
}

/** What it says it will do. It has no way to say how many rows it passed. */
export const sqlite: Judge = async (ask, sql, parameters) => {
  const steps = (await ask(`explain query plan ${sql}`, parameters)).map(({ detail }) => String(detail))
  // The inputs of many snapshots, and the rows of one account, are few.
  const isShort = steps.some((step) => /^SCAN json_each|\(account_id=\?\)$/.test(step))
  const isWhole = /(where 1 = 1|as "row") order by "row"."id" desc limit \?/.test(sql)
  const complaints = steps.flatMap((step): readonly string[] => {
    if (/^SCAN (CONSTANT ROW|base|page|json_each|\d+-ROW VALUES)/.test(step)) return []
    if (isWhole && /^SCAN row USING INDEX sqlite_autoindex_\w+_1$/.test(step)) return []
    if (/^SCAN|AUTOMATIC/.test(step)) return [step]
    return /TEMP B-TREE/.test(step) && !isShort ? [step] : []
  })
  return { complaints, indexes: steps.flatMap((step) => /USING (?:COVERING )?INDEX (\w+)/.exec(step)?.[1] ?? []) }
}
