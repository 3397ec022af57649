/** What can be wrong with one field, with its text for people. */
export const fieldErrors = {
  required: { en: 'This is missing.', fr: 'Ce champ manque.' },
  invalid_type: { en: 'This is of the wrong kind.', fr: 'Ce champ n’est pas du bon type.' },
  invalid_characters: {
    en: 'This contains characters that are not allowed.',
    fr: 'Ce champ contient des caractères interdits.',
  },
  invalid_email: { en: 'This is not an e-mail address.', fr: 'Ce n’est pas une adresse e-mail.' },
  invalid_domain: { en: 'This is not a domain.', fr: 'Ce n’est pas un nom de domaine.' },
  invalid_username: {
    en: 'A user name has 2 to 64 letters and digits, joined by . _ or -.',
    fr: 'Un nom d’utilisateur compte 2 à 64 lettres et chiffres, reliés par . _ ou -.',
  },
  invalid_duration: {
    en: 'This is not a length of time such as 7d or 12h.',
    fr: 'Ce n’est pas une durée comme 7d ou 12h.',
  },
  invalid_json: { en: 'This is not plain JSON.', fr: 'Ce n’est pas du JSON simple.' },
  invalid_utf8: { en: 'This is not UTF-8.', fr: 'Ce n’est pas de l’UTF-8.' },
  unknown_field: { en: 'This field is not known here.', fr: 'Ce champ n’est pas connu ici.' },
  unknown: { en: 'This value is not known here.', fr: 'Cette valeur n’est pas connue ici.' },
  repeated: { en: 'This is given more than once.', fr: 'Ce champ est donné plusieurs fois.' },
  too_small: { en: 'This is too short or too small.', fr: 'C’est trop court ou trop petit.' },
  too_large: { en: 'This is too long or too large.', fr: 'C’est trop long ou trop grand.' },
  only_for_open_links: {
    en: 'This goes only with a link that bears no address.',
    fr: 'Ceci ne va qu’avec un lien sans adresse.',
  },
  needs_email: { en: 'A mail needs an address.', fr: 'Un envoi par e-mail demande une adresse.' },
  no_mailer: {
    en: 'No mail can be sent here: ask for a link.',
    fr: 'Aucun e-mail ne peut être envoyé ici : demandez un lien.',
  },
  wrong: { en: 'This is not right.', fr: 'Ce n’est pas correct.' },
  too_short: { en: 'The password is too short.', fr: 'Le mot de passe est trop court.' },
  too_long: { en: 'The password is too long.', fr: 'Le mot de passe est trop long.' },
  too_common: { en: 'This password is a common one.', fr: 'Ce mot de passe est trop courant.' },
  contains_context: {
    en: 'The password is too close to your name, your address or this place.',
    fr: 'Le mot de passe est trop proche de votre nom, de votre adresse ou de ce lieu.',
  },
  missing_lower: { en: 'The password needs a lower-case letter.', fr: 'Le mot de passe doit contenir une minuscule.' },
  missing_upper: { en: 'The password needs an upper-case letter.', fr: 'Le mot de passe doit contenir une majuscule.' },
  missing_digit: { en: 'The password needs a digit.', fr: 'Le mot de passe doit contenir un chiffre.' },
  missing_symbol: {
    en: 'The password needs a character that is neither letter nor digit.',
    fr: 'Le mot de passe doit contenir un caractère spécial.',
  },
} as const satisfies Record<string, { en: string; fr: string }>

/** The closed union of what can be wrong with a field. */
export type FieldCode = keyof typeof fieldErrors

/** What went wrong with one field of the input, named by its path (`profile.name`). */
export interface FieldError {
  /** The path of the field; `body` for the whole input. */
  readonly field: string
  /** What is wrong with it: `fieldErrors` has the text for people. */
  readonly code: FieldCode
}
