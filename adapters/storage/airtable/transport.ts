import { airtableError, isUnknown, unavailable } from './airtable-error.ts'
import { budgetOf } from './budget.ts'
import { pause, type Time } from './time.ts'

/** One request, below the address of the API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** The path behind the version, its parts encoded. */
  readonly path: string
  readonly query?: readonly (readonly [string, string])[]
  readonly body?: object
  /** What it is about, for errors: never data. */
  readonly about: string
}

/** Sends requests; what it throws is an `AirtableError`, or the refusal `temporarily_unavailable`. */
export interface Transport {
  /** Sends once. The deadline is a time in milliseconds. */
  send(call: Call, deadline: number): Promise<unknown>
  /** Sends again after an error of the server or the network: for what may run twice. */
  ask(call: Call, deadline: number): Promise<unknown>
}

export interface TransportOptions {
  readonly base: string
  readonly token: string
  readonly endpoint: string
  readonly fetch: typeof fetch
  readonly time: Time
  readonly requestsPerSecond: number
}

const PATIENCE = 15_000 // milliseconds that one request may take
const AGAIN = 5000 // milliseconds after which a person may try again

/** What stands between the adapter and Airtable: the budget, the breaker, the deadline, and errors by their names. */
export function createTransport(options: TransportOptions): Transport {
  const { base, token, endpoint, fetch, time } = options
  const budget = budgetOf(fetch, base, time, options.requestsPerSecond)

  const send: Transport['send'] = async (call, deadline) => {
    const answered = await budget.take(deadline)
    const { status, headers, text } = await exchange(call, deadline).finally(answered)
    if (status >= 200 && status < 300) return parsed(text)
    const type = typeOf(text) ?? 'NO_JSON'
    if (status === 429) throw unavailable(budget.open(), airtableError(call.about, type, status, 'refused'))
    const seconds = Number(headers.get('retry-after'))
    if (status === 503 && seconds > 0) budget.open(seconds * 1000)
    throw airtableError(call.about, type, status, status >= 500 ? 'unknown' : 'refused')
  }

  /** The request and its whole answer, or an error once the time is over. */
  async function exchange({ method, path, query = [], body, about }: Call, deadline: number) {
    const abort = new AbortController()
    const left = Math.max(0, Math.min(PATIENCE, deadline - time.now()))
    const { promise: late, reject } = Promise.withResolvers<never>()
    const cancel = time.after(left, () => {
      reject(airtableError(about, 'NO_ANSWER_IN_TIME', null, 'unknown'))
      abort.abort()
    })
    const search = new URLSearchParams(query.map(([name, value]) => [name, value])).toString()
    const answered = fetch(`${endpoint}/v0/${path}${search === '' ? '' : `?${search}`}`, {
      method,
      redirect: 'error',
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      signal: abort.signal,
      ...(body && { body: JSON.stringify(body) }),
    }).then(async (response) => ({ status: response.status, headers: response.headers, text: await response.text() }))
    try {
      return await Promise.race([answered, late])
    } catch (error) {
      // The message of a failed fetch may repeat the address; its code does not.
      throw isUnknown(error) ? error : airtableError(about, codeOf(error), null, 'unknown')
    } finally {
      cancel()
      answered.catch(() => undefined)
    }
  }

  const ask: Transport['ask'] = async (call, deadline) => {
    for (let tries = 0; ; tries++) {
      try {
        return await send(call, deadline)
      } catch (error) {
        if (!isUnknown(error)) throw error
        if (!(await pause(time, tries, deadline))) throw unavailable(AGAIN, error)
      }
    }
  }

  return { send, ask }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Airtable's word for an error, in each of the shapes that it comes in; a page of HTML has none. */
function typeOf(text: string): string | null {
  const body = parsed(text) as { error?: unknown; errors?: readonly { error?: unknown }[] } | null
  const error = body?.error ?? body?.errors?.[0]?.error
  const type = typeof error === 'object' && error !== null ? Reflect.get(error, 'type') : error
  return typeof type === 'string' && /^[A-Z_]{1,60}$/.test(type) ? type : null
}

function codeOf(error: unknown): string {
  const { cause } = Object(error) as { cause?: unknown }
  const code = (Object(cause) as { code?: unknown }).code ?? (Object(error) as { code?: unknown }).code
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : 'NO_ANSWER'
}
