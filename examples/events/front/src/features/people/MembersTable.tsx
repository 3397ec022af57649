import { useState } from 'react'
import { nameOf, useMe } from '../../app/use-me.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { Badge } from '../../components/Badge.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Loading } from '../../components/Loading.tsx'
import { fill, fromNow, roleName, t } from '../../texts/index.ts'
import { type Person, usePeopleInfiniteQuery, useReactivateMutation, useSuspendMutation } from './api/peopleApi.ts'

interface Props {
  readonly place: string
  readonly say: (text: string) => void
}

export function MembersTable({ place, say }: Props) {
  const { account, may } = useMe()
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } =
    usePeopleInfiniteQuery(place)
  const [asked, setAsked] = useState<Person | null>(null)
  const [suspend] = useSuspendMutation()
  const [reactivate] = useReactivateMutation()
  if (isLoading) return <Loading />
  if (data === undefined) return <Failed error={error} retry={refetch} />
  // Of the whole system, those are shown who are members of it: the others are in their organisations.
  const people = data.pages.flatMap(({ items }) => items).filter(({ membership }) => membership !== null)
  if (people.length === 0 && !hasNextPage) return <Empty title={t.people.noMembers} hint={t.people.noMembersHint} />
  const isActive = asked?.status === 'active'
  const name = asked ? nameOf(asked) : ''
  const run = async () => {
    if (asked === null) return
    await (isActive ? suspend(asked.id) : reactivate(asked.id)).unwrap()
    say(fill(isActive ? t.people.suspended : t.people.reactivated, { name }))
  }
  return (
    <>
      <table className="list members">
        <caption className="only-read">{t.people.members}</caption>
        <thead>
          <tr>
            <th scope="col">{t.people.name}</th>
            <th scope="col">{t.fields.role}</th>
            <th scope="col">{t.people.state}</th>
            <th scope="col">{t.people.seen}</th>
            <th scope="col">
              <span className="only-read">{t.people.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                <span className="person">
                  <Avatar name={nameOf(person)} picture={person.profile['avatarUrl']} />
                  <span className="person-in">
                    <span className="person-name">
                      {nameOf(person)}
                      {person.id === account?.id && <span className="soft"> ({t.people.you})</span>}
                    </span>
                    {nameOf(person) !== person.email && <span className="soft small">{person.email}</span>}
                  </span>
                </span>
              </th>
              <td>{roleName(person.membership?.role)}</td>
              <td>
                <Badge state={person.status} />
              </td>
              <td className="soft" data-label={t.people.seen}>
                {person.lastSeenAt ? fromNow(person.lastSeenAt) : t.people.never}
              </td>
              <td className="last">
                {may('people.suspend') && person.id !== account?.id && person.status !== 'invited' && (
                  <button
                    type="button"
                    className="quiet"
                    onClick={() => setAsked(person)}
                    aria-label={`${person.status === 'active' ? t.people.suspend : t.people.reactivate}: ${nameOf(person)}`}
                  >
                    {person.status === 'active' ? t.people.suspend : t.people.reactivate}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <button type="button" className="secondary more" onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
          {t.people.more}
        </button>
      )}
      {asked && (
        <Confirm
          title={fill(isActive ? t.people.suspendTitle : t.people.reactivateTitle, { name })}
          text={isActive ? t.people.suspendText : t.people.reactivateText}
          action={isActive ? t.people.suspend : t.people.reactivate}
          isDangerous={isActive}
          run={run}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
