import { json, Router } from 'express'
import { requirePermission } from 'invitekit/express'
import type { OpenDatabase } from '../../shared/database.ts'
import { isShowPlan } from './show-plan.ts'
import type { Station } from './station.ts'

/** The station's own table, beside those that the library knows. */
export interface StationTables {
  readonly show_plans: {
    readonly id: number
    readonly user_id: number
    readonly title: string
    readonly plan: string
    readonly created_at: string
  }
}

/** The clock of the database's column, which has no zone: UTC. */
const utc = (time: Date) => time.toISOString().slice(0, 23).replace('T', ' ')

/** A route of the station's own. It asks the same guard as the contract: the session, and what the person may do now. */
export function showPlanRoutes(station: Station, { db }: OpenDatabase<StationTables>): Router {
  const author = requirePermission(station, 'can_create_showplan', undefined, { carry: { access: 'bearer' } })
  const router = Router()

  router.get('/showplans', author, async (_request, response) => {
    const plans = await db
      .selectFrom('show_plans')
      .select(['id', 'title', 'plan'])
      .where('user_id', '=', Number(author.of(response).actor.id))
      .orderBy('id', 'desc')
      .limit(20)
      .execute()
    response.json(plans.map(({ id, plan }) => ({ id, ...JSON.parse(plan) })))
  })

  router.post('/showplans', author, json({ limit: '64kb' }), async (request, response) => {
    const plan: unknown = request.body
    if (!isShowPlan(plan)) {
      response.status(400).json({ detail: 'Le conducteur est incomplet.', code: 'invalid_input' })
      return
    }
    await db
      .insertInto('show_plans')
      .values({
        user_id: Number(author.of(response).actor.id),
        title: plan.title,
        plan: JSON.stringify(plan),
        created_at: utc(new Date()),
      } as StationTables['show_plans'])
      .execute()
    response.status(201).json({ title: plan.title })
  })
  return router
}
