import type { ListedInvitation } from 'invitekit'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { InvitationRow } from '../../components/invitation-row.tsx'
import { InviteForm } from '../../components/invite-form.tsx'
import { Shell } from '../../components/shell.tsx'
import { inFrench } from '../../in-french.ts'
import { product, shared } from '../../product.ts'
import { person } from '../../visitor.ts'

export const metadata: Metadata = { title: 'Invitations' }

interface Props {
  readonly searchParams: Promise<{ readonly after?: string }>
}

export default async function Administration({ searchParams }: Props) {
  const { account, actor, isAdministrator } = await person('/administration')
  if (!isAdministrator) redirect('/')
  const { after } = await searchParams
  const garages = await shared().garages.all()
  const page = { limit: 20, ...(typeof after === 'string' && { after }) }
  const { items, next } = await product().invitations.list(page, { actor })
  const nameOf = (scope: string) => garages.find(({ id }) => id === scope)?.name ?? 'sans garage'
  const about = ({ role, scope, inviter, createdBy, expiresAt, status }: ListedInvitation) => {
    const what = role === 'administrator' ? 'administration' : nameOf(scope)
    const until = status === 'pending' ? `jusqu’au ${inFrench.shortDay(expiresAt)}` : null
    const by = createdBy === account.id ? null : `par ${inviter?.name ?? 'le système'}`
    return [what, by, until].filter(Boolean).join(' · ')
  }
  return (
    <Shell
      who={account.email}
      title="Invitations"
      intro="L’accès à Établi se fait sur invitation. Chaque lien sert une seule fois."
    >
      <div className="columns">
        <section className="card" aria-labelledby="invite">
          <h2 id="invite">Inviter quelqu’un</h2>
          <InviteForm garages={garages} />
        </section>
        <section className="card card-list" aria-labelledby="sent">
          <h2 id="sent">Invitations envoyées</h2>
          {items.length === 0 ? (
            <p className="empty">
              {after === undefined
                ? 'Aucune invitation pour l’instant. La première part d’ici.'
                : 'Il n’y en a pas d’autres.'}
            </p>
          ) : (
            <ul className="rows">
              {items.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  id={invitation.id}
                  email={invitation.email ?? ''}
                  status={invitation.status}
                  about={about(invitation)}
                />
              ))}
            </ul>
          )}
          {(next !== null || after !== undefined) && (
            <nav className="pages" aria-label="Pages">
              {after !== undefined && (
                <a className="link" href="/administration">
                  Les plus récentes
                </a>
              )}
              {next !== null && (
                <a className="link" href={`/administration?after=${encodeURIComponent(next)}`}>
                  Plus anciennes
                </a>
              )}
            </nav>
          )}
        </section>
      </div>
    </Shell>
  )
}
