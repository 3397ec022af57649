import { useSearchParams } from 'react-router'
import { useMe } from '../../app/use-me.ts'
import { useOrganizationsQuery } from '../auth/api/sessionApi.ts'

/** The organisation that the page is about: one's own, or the one that a super administrator looks at. */
export function usePlace() {
  const { isSuper, scope } = useMe()
  const { data: organizations = [], isLoading, error, refetch } = useOrganizationsQuery()
  const [search, setSearch] = useSearchParams()
  const wanted = search.get('org') ?? ''
  const [first] = organizations
  const known = wanted === '*' || organizations.some(({ id }) => id === wanted)
  const place = isSuper ? (known ? wanted : (first?.id ?? '*')) : (scope ?? '')
  const change = (key: string, value: string) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before)
        after.set(key, value)
        return after
      },
      { replace: true },
    )
  return { isSuper, organizations, place, isLoading, error, refetch, tab: search.get('tab') ?? 'members', change }
}
