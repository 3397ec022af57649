import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/ports/storage.ts'
import * as plans from '../../src/service/plans.ts'

const lookups = Object.entries<Plan>(plans).flatMap(([plan, found]) =>
  Object.entries(found).map(([name, lookup]) => ({ plan, name, lookup })),
)

describe('the plans', () => {
  it('have eight look-ups at most', () => {
    for (const [name, plan] of Object.entries<Plan>(plans))
      expect(Object.keys(plan).length, name).toBeLessThanOrEqual(8)
  })

  it('read no password hash where nothing is asked but what somebody may see', () => {
    for (const plan of [
      plans.previewPlan,
      plans.previewAsPlan,
      plans.sessionPlan,
      plans.sessionByIdPlan,
      plans.refreshPlan,
    ])
      expect(plan.account.fields).not.toContain('passwordHash')
  })

  it('read nothing of who asks or invited that no rule looks at, their password hash least of all', () => {
    const others = lookups.filter(({ name, lookup }) => lookup.record === 'account' && /^(actor|inviter)$/.test(name))
    expect(others.length).toBeGreaterThan(8)
    for (const { plan, lookup } of others) expect(lookup.fields ?? ['passwordHash'], plan).not.toContain('passwordHash')
  })
})
