import type { Code } from 'invitekit'
import { errors } from 'invitekit'

const hints: { readonly [code in Code]?: string } = {
  invitation_not_found: 'Vérifiez que le lien est complet : une messagerie l’a peut-être coupé en deux.',
  invitation_expired: 'Demandez un nouveau lien à la personne qui vous a invité.',
  invitation_revoked: 'Si c’est une erreur, adressez-vous à la personne qui vous a invité.',
  invitation_superseded: 'Ouvrez le lien le plus récent que vous avez reçu.',
  already_accepted: 'Votre compte existe : il ne reste qu’à vous connecter.',
  inviter_lost: 'Demandez une nouvelle invitation à votre administrateur.',
  account_suspended: 'Adressez-vous à votre administrateur.',
  link_not_found: 'Vérifiez que le lien est complet, ou demandez-en un nouveau.',
  link_expired: 'Un lien de réinitialisation vaut trente minutes. Demandez-en un nouveau.',
  link_used: 'Chaque lien sert une seule fois. Connectez-vous, ou demandez-en un nouveau.',
  link_superseded: 'Un événement plus récent l’a remplacé. Demandez-en un nouveau.',
  rate_limited: 'Patientez une minute, puis rouvrez le lien.',
}

interface DeadEnd {
  readonly code: Code
  readonly action: { readonly href: string; readonly label: string }
}

/** Says why a link leads no further, and what to do now. */
export const DeadEnd = ({ code, action }: DeadEnd) => (
  <div className="dead-end">
    <div className="notice notice-warn" role="status">
      <p className="notice-title">{errors[code].fr}</p>
      {hints[code] && <p>{hints[code]}</p>}
    </div>
    <a className="button button-primary button-wide" href={action.href}>
      {action.label}
    </a>
  </div>
)
