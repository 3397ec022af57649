import type { ShowPlan } from '../../../src/show-plan.ts'

const KEY = 'showplan'

export const emptyPlan: ShowPlan = { title: '', type: '', date: '', time: '', description: '', segments: [] }

/** What was typed in this tab, also before a reload. It goes with the tab, and at logout. */
export function readDraft(): ShowPlan | null {
  try {
    const kept = sessionStorage.getItem(KEY)
    return kept === null ? null : { ...emptyPlan, ...JSON.parse(kept) }
  } catch {
    return null
  }
}

export const keepDraft = (plan: ShowPlan): void => sessionStorage.setItem(KEY, JSON.stringify(plan))

export const dropDraft = (): void => sessionStorage.removeItem(KEY)
