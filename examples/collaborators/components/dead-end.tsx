import Link from 'next/link'
import type { Ended } from '../src/open-link.ts'

const texts = {
  unknown: {
    title: 'Ce lien n’est pas valide',
    text: 'Il est incomplet, il a été remplacé, ou il a déjà servi. Ouvrez le dernier e-mail reçu, ou demandez un nouveau lien à l’administration.',
  },
  expired: {
    title: 'Ce lien a expiré',
    text: 'Un lien vaut 24 heures. Demandez-en un nouveau à l’administration : il arrivera par e-mail.',
  },
  done: {
    title: 'Votre mot de passe est déjà choisi',
    text: 'Il n’y a plus rien à faire ici : connectez-vous avec votre e-mail et votre mot de passe.',
  },
  later: {
    title: 'Réessayez dans un instant',
    text: 'Le service est momentanément indisponible. Votre lien n’est pas perdu : réessayez dans un instant.',
  },
} as const satisfies Record<Ended, { title: string; text: string }>

interface Props {
  readonly reason: Ended
  /** The address of this page. */
  readonly again: string
}

/** Where a link leads that cannot be used, and what to do now. */
export const DeadEnd = ({ reason, again }: Props) => (
  <>
    <svg className={`seal seal-${reason}`} aria-hidden="true" viewBox="0 0 48 48" width="56" height="56">
      <circle cx="24" cy="24" r="22" />
      {reason === 'done' ? <path d="M15 25l6.5 6.5L34 17" /> : <path d="M24 14v13m0 6.5v.2" />}
    </svg>
    <h1>{texts[reason].title}</h1>
    <p className="lead">{texts[reason].text}</p>
    {reason === 'later' ? (
      <a className="button" href={again}>
        Réessayer
      </a>
    ) : (
      <Link className="button" href="/login">
        {reason === 'done' ? 'Se connecter' : 'Aller à la connexion'}
      </Link>
    )}
  </>
)
