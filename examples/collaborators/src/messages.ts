/** What the product says in its own words; for all else the library's French sentence stands. */
export const ownMessages: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['temporarily_unavailable', 'busy', 'limiter_down', 'internal', 'network', 'unexpected'].map((code) => [
      code,
      'Le service est momentanément indisponible : réessayez dans un instant.',
    ]),
  ),
  link_not_found: 'Ce lien n’est pas valide, ou il a déjà servi.',
  link_expired: 'Ce lien a expiré.',
  account_active: 'Le mot de passe a déjà été choisi.',
}

/** Each rule of the password, as the page and the refusals name it. */
export const ruleTexts: Readonly<Record<string, string>> = {
  too_short: 'Au moins 8 caractères',
  missing_lower: 'Une lettre minuscule',
  missing_upper: 'Une lettre majuscule',
  missing_digit: 'Un chiffre',
  too_long: 'Au plus 72 octets : une lettre accentuée compte double',
}
