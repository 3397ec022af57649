import type { Plan } from '../ports/storage.ts'

/** The ids of what a plan found, null for what it did not, in the plan's order: a snapshot may have its names in any. */
export const idsOf = (plan: Plan, found: Readonly<Record<string, object | null>> = {}): readonly unknown[] =>
  Object.keys(plan).map((name) => Reflect.get(found[name] ?? {}, 'id') ?? null)
