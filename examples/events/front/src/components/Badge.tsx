import { t } from '../texts/index.ts'

/** The state of a person or an invitation. */
export function Badge({ state }: { readonly state: string }) {
  const name = (t.states as Readonly<Record<string, string>>)[state] ?? state
  return <span className={`badge ${state}`}>{name}</span>
}
