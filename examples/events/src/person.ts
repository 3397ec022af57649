import { InviteError, type Json } from 'invitekit'

const LONGEST_NAME = 100
/** A small picture, as a page makes it of a photo; larger ones belong behind an address. */
const LONGEST_PICTURE = 7000

const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest && !/\p{Cc}/u.test(value)

const isPicture = (value: unknown): boolean =>
  isText(value, LONGEST_PICTURE) &&
  (/^data:image\/(jpeg|png|webp);base64,[\w+/]+=*$/.test(value) ||
    (URL.canParse(value) && new URL(value).protocol === 'https:'))

const rules: Readonly<Record<string, (value: unknown) => boolean>> = {
  firstName: (value) => isText(value, LONGEST_NAME),
  lastName: (value) => isText(value, LONGEST_NAME),
  phone: (value) => value === '' || (isText(value, 40) && /^\+?[\d\s().-]+$/.test(value)),
  avatarUrl: (value) => value === '' || isPicture(value),
}

/** Refuses what is no name, no telephone number or no picture; the columns hold texts and nothing else. */
export function checkPerson(profile: Json = {}): void {
  const fields = Object.entries(profile)
    .filter(([name, value]) => !rules[name]?.(value))
    .map(([name]) => ({ field: `profile.${name}`, code: 'wrong' as const }))
  if (fields.length > 0) throw new InviteError('invalid_input', { fields })
}
