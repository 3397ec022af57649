import { useSessionQuery } from '../features/auth/api/sessionApi.ts'

/** Whoever is logged in, as the pages need to know them. */
export function useMe() {
  const { data } = useSessionQuery()
  const memberships = data?.memberships ?? []
  const [first] = memberships
  const flags = new Set(memberships.flatMap((membership) => membership.flags))
  return {
    account: data?.account,
    role: first?.role ?? null,
    scope: first?.scope ?? null,
    isSuper: memberships.some(({ scope }) => scope === '*'),
    may: (flag: string) => flags.has(flag),
    flags,
  }
}

type Named = { readonly email: string; readonly profile: Readonly<Record<string, unknown>> }

/** First and last name, or the address where there is none. */
export function nameOf({ email, profile }: Named): string {
  const names = [profile['firstName'], profile['lastName']].filter((name) => typeof name === 'string' && name !== '')
  return names.join(' ') || email
}
