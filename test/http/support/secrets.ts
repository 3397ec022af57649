/** Every secret of the library that a text contains. */
export const secretsIn = (text: string): readonly string[] => text.match(/ik_[a-z]{3}_[\w-]{43}[0-9a-f]{8}/g) ?? []

/** Forms in which a thief would look for a secret in bytes: as it is, and packed. */
export function formsOf(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret)
  const inJson = JSON.stringify(secret).slice(1, -1)
  const body = /^ik_[a-z]{3}_([\w-]{43})/.exec(secret)?.[1]
  const forms = [
    secret,
    inJson,
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    secret.normalize('NFD'),
    ...(body === undefined ? [] : [body, Buffer.from(body, 'base64url').toString('hex')]),
  ]
  const raw = body === undefined ? [] : [Buffer.from(body, 'base64url')]
  return [...forms.map((form) => Buffer.from(form)), ...raw]
}
