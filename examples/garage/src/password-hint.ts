import type { PasswordPolicy } from 'invitekit'

/** What a new password must be, as a sentence. */
export const passwordHint = ({ minimum }: PasswordPolicy): string =>
  `Au moins ${minimum} caractères. Une phrase convient ; les mots de passe courants sont refusés.`
