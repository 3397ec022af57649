'use client'

import type { InvitationView } from 'invitekit'
import { renew, revoke } from '../actions/invite.ts'
import { CopyLink } from './copy-link.tsx'
import { Refusal, Submit } from './fields.tsx'
import { useForm } from './use-form.ts'

const labels = {
  pending: 'En attente',
  expired: 'Expirée',
  exhausted: 'Complète',
  accepted: 'Acceptée',
  declined: 'Déclinée',
  revoked: 'Retirée',
} as const satisfies Record<InvitationView['status'], string>

export interface InvitationLine {
  readonly id: string
  readonly email: string
  readonly status: InvitationView['status']
  /** Where to, from whom, until when. */
  readonly about: string
}

export function InvitationRow({ id, email, status, about }: InvitationLine) {
  const renewing = useForm(renew)
  const revoking = useForm(revoke)
  const isOpen = status === 'pending' || status === 'expired'
  return (
    <li className="row">
      <div className="row-main">
        <p className="row-title">{email}</p>
        <div className="row-state">
          <span className={`chip chip-${status}`}>{labels[status]}</span>
          <span className="row-about">{about}</span>
        </div>
      </div>
      {isOpen && (
        <div className="row-actions">
          <form ref={renewing.form} action={renewing.send}>
            <input type="hidden" name="id" value={id} />
            <Submit isPending={renewing.isPending} className="button button-quiet">
              Nouveau lien<span className="hidden"> pour {email}</span>
            </Submit>
          </form>
          <details className="confirm">
            <summary className="button button-quiet">
              Retirer<span className="hidden"> l’invitation de {email}</span>
            </summary>
            <form ref={revoking.form} action={revoking.send}>
              <input type="hidden" name="id" value={id} />
              <p>Le lien envoyé ne fonctionnera plus.</p>
              <Submit isPending={revoking.isPending} className="button button-danger">
                Retirer l’invitation
              </Submit>
            </form>
          </details>
        </div>
      )}
      <Refusal state={renewing.state} />
      <Refusal state={revoking.state} />
      {isOpen && renewing.state.link && (
        <CopyLink key={renewing.state.link} id={`link-${id}`} email={email} link={renewing.state.link} />
      )}
    </li>
  )
}
