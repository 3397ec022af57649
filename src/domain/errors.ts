import type { FieldError } from './field-errors.ts'

/** Every reason for a refusal: its HTTP status and its text for people. The only place where codes, statuses and texts meet. */
export const errors = {
  invalid_input: {
    status: 400,
    en: 'Some of the data is missing or not valid.',
    fr: 'Des données manquent ou ne sont pas valides.',
  },
  role_unknown: { status: 400, en: 'There is no such role.', fr: 'Ce rôle n’existe pas.' },
  flag_unknown: { status: 400, en: 'There is no such permission.', fr: 'Cette permission n’existe pas.' },
  password_policy: {
    status: 400,
    en: 'This password does not meet the rules.',
    fr: 'Ce mot de passe ne respecte pas les règles.',
  },
  email_domain_refused: {
    status: 400,
    en: 'This link is only for addresses of certain domains.',
    fr: 'Ce lien est réservé aux adresses de certains domaines.',
  },
  not_authenticated: { status: 401, en: 'Please log in.', fr: 'Veuillez vous connecter.' },
  login_failed: {
    status: 401,
    en: 'The address or the password is not right.',
    fr: 'L’adresse ou le mot de passe est incorrect.',
  },
  login_required: {
    status: 401,
    en: 'An account with this address exists: log in with it, then accept.',
    fr: 'Un compte existe à cette adresse : connectez-vous, puis acceptez.',
  },
  forbidden: { status: 403, en: 'You are not allowed to do this.', fr: 'Vous n’êtes pas autorisé à faire cela.' },
  foreign_origin: {
    status: 403,
    en: 'This request came from another site.',
    fr: 'Cette requête vient d’un autre site.',
  },
  role_not_grantable: {
    status: 403,
    en: 'Your role may not give this role.',
    fr: 'Votre rôle ne permet pas de donner ce rôle.',
  },
  exceeds_own: {
    status: 403,
    en: 'This goes beyond your own permissions.',
    fr: 'Cela dépasse vos propres permissions.',
  },
  wrong_account: {
    status: 403,
    en: 'You are logged in with another account than the invited one.',
    fr: 'Vous êtes connecté avec un autre compte que celui qui est invité.',
  },
  wrong_password: {
    status: 403,
    en: 'The current password is not right.',
    fr: 'Le mot de passe actuel est incorrect.',
  },
  email_unproven: {
    status: 403,
    en: 'This address must be proven first: ask for the invitation by e-mail.',
    fr: 'Cette adresse doit d’abord être prouvée : demandez l’invitation par e-mail.',
  },
  email_mismatch: {
    status: 403,
    en: 'This address is not the invited one.',
    fr: 'Cette adresse n’est pas celle qui est invitée.',
  },
  signup_closed: {
    status: 403,
    en: 'People cannot sign up here: ask for an invitation.',
    fr: 'Il n’est pas possible de s’inscrire ici : demandez une invitation.',
  },
  not_found: { status: 404, en: 'There is nothing here.', fr: 'Il n’y a rien ici.' },
  account_not_found: { status: 404, en: 'There is no such account.', fr: 'Ce compte n’existe pas.' },
  invitation_not_found: { status: 404, en: 'This invitation does not exist.', fr: 'Cette invitation n’existe pas.' },
  link_not_found: { status: 404, en: 'This link is not valid.', fr: 'Ce lien n’est pas valide.' },
  session_not_found: { status: 404, en: 'There is no such session.', fr: 'Cette session n’existe pas.' },
  membership_not_found: { status: 404, en: 'This person is not a member.', fr: 'Cette personne n’est pas membre.' },
  method_not_allowed: {
    status: 405,
    en: 'This method is not available here.',
    fr: 'Cette méthode n’est pas disponible ici.',
  },
  already_accepted: {
    status: 409,
    en: 'This invitation has been accepted already.',
    fr: 'Cette invitation a déjà été acceptée.',
  },
  already_invited: {
    status: 409,
    en: 'This address has a pending invitation already.',
    fr: 'Cette adresse a déjà une invitation en attente.',
  },
  already_member: { status: 409, en: 'This person has all of this already.', fr: 'Cette personne a déjà tout cela.' },
  account_active: { status: 409, en: 'This account is active already.', fr: 'Ce compte est déjà actif.' },
  account_invited: {
    status: 409,
    en: 'This account has not been activated yet.',
    fr: 'Ce compte n’est pas encore activé.',
  },
  account_suspended: { status: 409, en: 'This account is suspended.', fr: 'Ce compte est suspendu.' },
  email_taken: { status: 409, en: 'This address is in use already.', fr: 'Cette adresse est déjà utilisée.' },
  username_taken: { status: 409, en: 'This user name is in use already.', fr: 'Ce nom d’utilisateur est déjà pris.' },
  seats_taken: {
    status: 409,
    en: 'All seats of this invitation are taken.',
    fr: 'Toutes les places de cette invitation sont prises.',
  },
  open_link: {
    status: 409,
    en: 'This link is for several people: nobody can decline it for all of them.',
    fr: 'Ce lien s’adresse à plusieurs personnes : personne ne peut le refuser pour toutes.',
  },
  last_holder: {
    status: 409,
    en: 'This is the last active holder of this role.',
    fr: 'C’est la dernière personne active à avoir ce rôle.',
  },
  invitation_expired: { status: 410, en: 'This invitation has expired.', fr: 'Cette invitation a expiré.' },
  invitation_revoked: { status: 410, en: 'This invitation has been withdrawn.', fr: 'Cette invitation a été retirée.' },
  invitation_declined: { status: 410, en: 'This invitation has been declined.', fr: 'Cette invitation a été refusée.' },
  invitation_superseded: {
    status: 410,
    en: 'A newer invitation link has replaced this one.',
    fr: 'Un lien plus récent remplace cette invitation.',
  },
  inviter_lost: {
    status: 410,
    en: 'The person who invited you can no longer give this access.',
    fr: 'La personne qui vous a invité ne peut plus donner cet accès.',
  },
  link_expired: { status: 410, en: 'This link has expired.', fr: 'Ce lien a expiré.' },
  link_used: { status: 410, en: 'This link has been used already.', fr: 'Ce lien a déjà été utilisé.' },
  link_superseded: { status: 410, en: 'This link is no longer valid.', fr: 'Ce lien n’est plus valable.' },
  payload_too_large: { status: 413, en: 'This is too large.', fr: 'C’est trop volumineux.' },
  unsupported_media_type: {
    status: 415,
    en: 'This kind of content is not taken here.',
    fr: 'Ce type de contenu n’est pas accepté ici.',
  },
  idempotency_mismatch: {
    status: 422,
    en: 'This key was used before with other data.',
    fr: 'Cette clé a déjà servi avec d’autres données.',
  },
  rate_limited: {
    status: 429,
    en: 'That was too many attempts: please wait before you try again.',
    fr: 'Trop de tentatives : veuillez patienter avant de réessayer.',
  },
  internal: { status: 500, en: 'Something went wrong on our side.', fr: 'Une erreur s’est produite de notre côté.' },
  temporarily_unavailable: {
    status: 503,
    en: 'This is not available at the moment. Please try again shortly.',
    fr: 'Ce service est momentanément indisponible. Veuillez réessayer sous peu.',
  },
  busy: { status: 503, en: 'Please try again in a moment.', fr: 'Veuillez réessayer dans un instant.' },
  limiter_down: {
    status: 503,
    en: 'This is not possible for the moment: please try again shortly.',
    fr: 'C’est impossible pour l’instant : veuillez réessayer sous peu.',
  },
} as const satisfies Record<string, { status: number; en: string; fr: string }>

/** The closed union of refusal codes. */
export type Code = keyof typeof errors

/** Languages that every text exists in. */
export type Locale = 'en' | 'fr'

/** Facts that belong to a refusal; never a secret, a hash or a whole e-mail address. */
export interface Params {
  /**
   * The wrong fields of the input, 20 at most; with `invalid_input`, `password_policy`, `role_unknown`, `flag_unknown`
   * and `wrong_password`.
   */
  readonly fields?: readonly FieldError[]
  /** When to try again, in seconds; with `busy`, `rate_limited` and `limiter_down`. */
  readonly retryAfterSeconds?: number
}

const brand = Symbol.for('invitekit.error')

/**
 * A business refusal at the face of the library.
 *
 * @example
 * try {
 *   await service.invitations.accept({ token, password })
 * } catch (error) {
 *   if (error instanceof InviteError && error.code === 'invitation_expired') showDeadEnd(error.text('fr'))
 * }
 */
export class InviteError extends Error {
  static {
    Object.defineProperty(InviteError.prototype, brand, { value: true })
  }

  /** Whether something is a refusal. Bundlers give each route of an app its own copy of this class: what one throws, another knows. */
  static override [Symbol.hasInstance](value: unknown): value is InviteError {
    return typeof value === 'object' && value !== null && brand in value
  }

  /** The stable code: switch on it. */
  readonly code: Code
  /** The HTTP status that goes with the code. */
  readonly status: number
  /** Facts such as the names of the wrong fields. */
  readonly params: Params

  constructor(code: Code, params: Params = {}) {
    const fields = params.fields?.map(({ field, code }) => `${field}: ${code}`).join(', ')
    super(fields ? `${errors[code].en} (${fields})` : errors[code].en)
    this.name = 'InviteError'
    this.code = code
    this.status = errors[code].status
    this.params = params
  }

  /** The sentence for people, in their language. */
  text(locale: Locale): string {
    return errors[this.code][locale]
  }
}
