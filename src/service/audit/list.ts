import * as z from 'zod/mini'
import type { Actor } from '../../domain/actor.ts'
import { actorOf } from '../actor-input.ts'
import { authorizedPage } from '../authorized-page.ts'
import type { Context } from '../context.ts'
import * as input from '../input.ts'
import { type Page, pageOf } from '../page.ts'
import { type EventView, eventView } from '../views.ts'

export const listEventsInput = z.strictObject({ scope: z.optional(input.scope), ...input.page })

/** Which events, and which page of them. */
export interface ListEventsInput {
  /** What happened in one scope; without one, everything, for who may see the whole system. */
  readonly scope?: string
  /** The `next` of the page before; the first page when left out. */
  readonly after?: string
  /** Events on a page, 1 to 100; 50 when left out. */
  readonly limit?: number
}

const NONE = {} as const

/** A page of the audit trail, newest first. */
export async function list(
  context: Context,
  value: ListEventsInput,
  options: { readonly actor: Actor },
): Promise<Page<EventView>> {
  const { scope, after = null, limit } = input.parse(listEventsInput, value)
  const asking = { actor: actorOf(options), scope: scope ?? '*', verb: 'audit' } as const
  const rows = await authorizedPage(context, asking, {
    record: 'event',
    where: scope === undefined ? {} : { scope },
    with: NONE,
    after,
    limit,
  })
  return pageOf(rows, limit, ({ row }) => eventView(row))
}
