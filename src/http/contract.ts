import { type Code, InviteError, type Locale } from '../domain/errors.ts'
import type { Page } from '../service/page.ts'
import type { IssuedTokens } from './carry.ts'
import { type FieldMap, toInput, withNamesOf } from './contract-input.ts'
import type { Endpoint, SessionNeed } from './endpoint.ts'
import { unchecked } from './fields.ts'
import { type Problem, problemOf, problemWith } from './problem.ts'
import type { CallOf, Reply, Route, RouteOf } from './route.ts'

/** How a refusal is answered: with another status, another body, or both. */
export interface Answered {
  /** The status; the library's when left out. */
  readonly status?: number
  /** The body; the contract's `refusal` when left out. */
  readonly body?: (problem: Problem) => unknown
}

/** The codes that a contract answers in its own way: a status, or a status and a body. */
export type Refusals = { readonly [code in Code]?: number | Answered }

/** What all lines of a contract have in common. */
export interface ContractOptions {
  /** The body of a refusal, as JSON; an RFC 9457 problem when left out. */
  readonly refusal?: (problem: Problem) => unknown
  /** The codes that every line answers in its own way. */
  readonly refusals?: Refusals
}

/** One line of a contract: a method and a path, one verb, and how the one becomes the other. No rule stands here. */
export interface ContractLine<S extends SessionNeed, I, R> extends Omit<Endpoint, 'session'> {
  /** Whether it needs to know who asks. */
  readonly session: S
  /** Where the input comes from: a JSON body, a form, or the query. Segments of the path come beside it. */
  readonly takes: 'json' | 'form' | 'query'
  /** Each field that may be sent, with its place in the verb's input. Others are refused. */
  readonly input: FieldMap
  /** Calls the verb. What the answer shows beside its result may be read here too. */
  readonly call: (input: I, call: CallOf<S>) => Promise<R>
  /** The body; no body when left out. Throws an `InviteError` for a result that this contract calls a refusal. */
  readonly answer?: (result: R, call: CallOf<S>) => unknown
  /** The tokens for the cookies; they stay as they are when left out. */
  readonly tokens?: (result: R) => IssuedTokens | 'end' | null
  /** The codes that this line answers in its own way. */
  readonly refusals?: Refusals
  /** Bytes that a body may have; 32 KiB when left out. */
  readonly limit?: number
}

/** Checks one line, and makes it a route. */
export type MakeLine = <const S extends SessionNeed, I, R>(line: ContractLine<S, I, R>) => Route

/**
 * A public API that a host has already, as a table over the verbs: method, path, where each field goes, what is answered,
 * and what becomes of each refusal. It is mounted in place of the library's routes, or before them.
 *
 * @example
 * const contract = defineContract({ refusal: ({ detail }) => ({ error: detail }) }, (line) => [
 *   line({
 *     method: 'GET',
 *     path: '/invites/check',
 *     session: 'none',
 *     status: 200,
 *     takes: 'query',
 *     input: { code: { to: 'token', required: true } },
 *     call: (input: { readonly token: string }, { service, from }) => service.invitations.preview(input, { from }),
 *     answer: (preview) => ({ valid: preview.next !== 'ended' }),
 *     refusals: { invitation_not_found: { status: 200, body: () => ({ valid: false }) } },
 *   }),
 * ])
 * const handler = createFetchHandler(service, { routes: [...contract, ...routes] })
 */
export function defineContract(
  options: ContractOptions,
  lines: (line: MakeLine) => readonly Route[],
): readonly Route[] {
  return lines((line) => routeOf(options, line))
}

function routeOf<S extends SessionNeed, I, R>(options: ContractOptions, line: ContractLine<S, I, R>): Route {
  const { takes, input, call, answer, tokens, refusals, ...endpoint } = line
  if (takes !== 'query' && line.method === 'GET')
    throw new TypeError(`GET ${line.path} has no body: its input comes from the query`)
  const answered: Refusals = { ...options.refusals, ...refusals }
  const run = async (asked: CallOf<S>): Promise<Reply> => {
    const given = toInput(input, takes === 'query' ? asked.query : asked.body, asked.params)
    const result = await named(input, () => call(unchecked<I>(given), asked))
    return {
      ...(answer ? { body: answer(result, asked) } : {}),
      ...(tokens ? { tokens: tokens(result) } : {}),
    }
  }
  const route: RouteOf<S> = {
    ...endpoint,
    ...(takes === 'query' ? { bare: true } : { takes }),
    run,
    refusal: (error, locale) => refused(error, locale, answered, options.refusal),
  }
  return route as unknown as Route
}

async function named<T>(map: FieldMap, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof InviteError ? withNamesOf(map, error) : error
  }
}

function refused(
  error: InviteError,
  locale: Locale,
  refusals: Refusals,
  general: ContractOptions['refusal'],
): Response {
  const own = refusals[error.code]
  const { status = error.status, body = general } = typeof own === 'number' ? { status: own } : (own ?? {})
  const problem = problemOf(error, locale, status)
  return problemWith(error, problem, body && JSON.stringify(body(problem)))
}

/**
 * Everything of a list, page by page, for a contract whose answer is one array.
 *
 * @param read - reads the page behind `after`; the first one without
 *
 * @example
 * const people = await everyItem((after) => service.accounts.list({ limit: 100, ...after }, { actor }))
 */
export async function everyItem<T>(
  read: (after: { readonly after?: string }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  for (let page = await read({}); ; page = await read({ after: page.next })) {
    items.push(...page.items)
    if (page.next === null) return items
  }
}
