import { type Duration, milliseconds } from '../../domain/duration.ts'
import { createChance } from './chance.ts'
import type { AirtableFault, AirtableFaultSchedule, AirtableFaults } from './fault.ts'
import { faultBy } from './fault-by-chance.ts'
import type { AirtableOperation, AirtableRequest } from './request.ts'

type Kind = AirtableFault['kind']
type Take = (request: AirtableRequest) => AirtableFault | null

const every: readonly AirtableOperation[] = []
const reads: readonly AirtableOperation[] = ['list', 'get']
const makes: readonly AirtableOperation[] = ['create', 'upsert']
const writes: readonly AirtableOperation[] = ['create', 'update', 'replace', 'upsert', 'delete']

/** Which requests a fault can happen to. */
const suits: Readonly<Record<Kind, readonly AirtableOperation[]>> = {
  rate_limited: every,
  server_error: every,
  reset: every,
  timeout: every,
  latency: every,
  late_apply: writes,
  double_apply: writes,
  stale_read: reads,
  late_visible: makes,
  number_gap: makes,
  lost_iterator: ['list'],
}

/** What is to go wrong, and `take`: what goes wrong with this request. */
export function createFaults(first: AirtableFaultSchedule | undefined): AirtableFaults & { readonly take: Take } {
  const script: {
    left: number
    readonly fault: AirtableFault
    readonly where: (request: AirtableRequest) => boolean
  }[] = []
  let byChance: Take = () => null

  const schedule = ({ seed, rate, kinds = kindsOf(suits), latest = '30s', hidden = '30s' }: AirtableFaultSchedule) => {
    if (!(rate >= 0 && rate <= 1)) throw new TypeError('"rate" must be from 0 to 1')
    const chance = createChance(seed)
    const longest = { latest: lengthOf(latest), hidden: lengthOf(hidden) }
    byChance = (request) => {
      const possible = kinds.filter((kind) => isPossible(kind, request))
      const kind = possible[chance.below(possible.length)]
      return chance.happens(rate) && kind ? faultBy(chance, kind, longest) : null
    }
  }
  if (first) schedule(first)
  return {
    next: (count, fault, where = () => true) => {
      if (!Number.isSafeInteger(count) || count < 1) throw new TypeError('"count" must be a whole number from 1')
      for (const name of ['after', 'before', 'within', 'retryAfter'] as const)
        if (name in fault) lengthOf((fault as { readonly [N in typeof name]?: Duration })[name] ?? '1s')
      script.push({ left: count, fault, where })
    },
    schedule,
    clear: () => {
      script.length = 0
      byChance = () => null
    },
    take: (request) => {
      const next = script.find(
        ({ left, fault, where }) => left > 0 && isPossible(fault.kind, request) && where(request),
      )
      if (!next) return byChance(request)
      next.left--
      return next.fault
    },
  }
}

/** The milliseconds of a duration; anything else is a `TypeError`. */
export function lengthOf(duration: Duration): number {
  const length = milliseconds(duration)
  if (length === null) throw new TypeError(`A fault lasts a duration, such as '5s', not ${JSON.stringify(duration)}`)
  return length
}

const kindsOf = (record: Readonly<Record<Kind, unknown>>): readonly Kind[] => Object.keys(record) as Kind[]

function isPossible(kind: Kind, { operation, query, body }: AirtableRequest): boolean {
  if (kind === 'lost_iterator' && !offsetOf({ query, body })) return false
  return suits[kind] === every || suits[kind].includes(operation)
}

/** The listing that a request goes on with. */
export function offsetOf({ query, body }: Pick<AirtableRequest, 'query' | 'body'>): string {
  const inBody = typeof body === 'object' && body !== null && 'offset' in body ? body['offset'] : undefined
  return String(inBody ?? query['offset'] ?? '')
}
