import { useState } from 'react'
import { useMe } from '../../app/use-me.ts'
import { Badge } from '../../components/Badge.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { Loading } from '../../components/Loading.tsx'
import { fill, fromNow, roleName, t } from '../../texts/index.ts'
import { type Invitation, useInvitationsInfiniteQuery, useResendMutation, useRevokeMutation } from './api/peopleApi.ts'

interface Props {
  readonly place: string
  readonly say: (text: string, kind?: 'error' | 'success') => void
}

const waits = new Set(['pending', 'expired'])

export function InvitationsTable({ place, say }: Props) {
  const { may } = useMe()
  const list = useInvitationsInfiniteQuery(place, { pollingInterval: 15_000, skipPollingIfUnfocused: true })
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = list
  const [asked, setAsked] = useState<Invitation | null>(null)
  const [revoke] = useRevokeMutation()
  const [resend, { isLoading: isSending }] = useResendMutation()
  if (isLoading) return <Loading />
  if (data === undefined) return <Failed error={error} retry={refetch} />
  const items = data.pages
    .flatMap((page) => page.items)
    .filter(({ status, scope }) => waits.has(status) && scope === place)
  if (items.length === 0 && !hasNextPage)
    return <Empty title={t.people.noInvitations} hint={t.people.noInvitationsHint} />
  const again = async ({ id, email }: Invitation) => {
    const { error: refused } = await resend(id)
    if (refused) say('message' in refused ? String(refused.message) : t.errors.network, 'error')
    else say(fill(t.people.resent, { email: email ?? '' }))
  }
  const run = async () => {
    if (asked === null) return
    await revoke(asked.id).unwrap()
    say(fill(t.people.revoked, { email: asked.email ?? '' }))
  }
  return (
    <>
      <table className="list invitations">
        <caption className="only-read">{t.people.invitations}</caption>
        <thead>
          <tr>
            <th scope="col">{t.fields.email}</th>
            <th scope="col">{t.fields.role}</th>
            <th scope="col">{t.people.state}</th>
            <th scope="col">{t.people.mail}</th>
            <th scope="col">{t.people.expires}</th>
            <th scope="col">
              <span className="only-read">{t.people.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((invitation) => {
            const { id, email, role, status, delivery, expiresAt, metadata } = invitation
            const events = Array.isArray(metadata['eventIds']) ? metadata['eventIds'].join(', ') : ''
            return (
              <tr key={id}>
                <th scope="row">
                  <span className="person-name">{email ?? '—'}</span>
                </th>
                <td>
                  {roleName(role)}
                  {events && <span className="soft small events">{events}</span>}
                </td>
                <td>
                  <Badge state={status} />
                </td>
                <td className="soft" data-label={t.people.mail}>
                  {t.delivery[delivery]}
                </td>
                <td className="soft" data-label={t.people.expires}>
                  {fromNow(expiresAt)}
                </td>
                <td className="last">
                  {may('people.invite') && (
                    <span className="buttons">
                      <button
                        type="button"
                        className="quiet"
                        disabled={isSending}
                        onClick={() => again(invitation)}
                        aria-label={`${t.people.resend}: ${email}`}
                      >
                        {t.people.resend}
                      </button>
                      <button
                        type="button"
                        className="quiet"
                        onClick={() => setAsked(invitation)}
                        aria-label={`${t.people.revoke}: ${email}`}
                      >
                        {t.people.revoke}
                      </button>
                    </span>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {hasNextPage && (
        <button type="button" className="secondary more" onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
          {t.people.more}
        </button>
      )}
      {asked && (
        <Confirm
          title={fill(t.people.revokeTitle, { email: asked.email ?? '' })}
          text={t.people.revokeText}
          action={t.people.revoke}
          isDangerous
          run={run}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
