import type { ShowPlan } from '../../../src/show-plan.ts'
import { currentSession } from './session.ts'

/** Each person has a draft of their own: two may use one browser. */
const key = () => `showplan:${currentSession()?.me.user_id}`

export const emptyPlan: ShowPlan = { title: '', type: '', date: '', time: '', description: '', segments: [] }

/** What was typed in this tab, also before a reload. It goes with the tab, and at log-out. */
export function readDraft(): ShowPlan | null {
  try {
    const kept = sessionStorage.getItem(key())
    return kept === null ? null : { ...emptyPlan, ...JSON.parse(kept) }
  } catch {
    return null
  }
}

export const keepDraft = (plan: ShowPlan): void => sessionStorage.setItem(key(), JSON.stringify(plan))

export const dropDraft = (): void => sessionStorage.removeItem(key())
