const groups: { readonly [group in string]: readonly string[] } = {
  links: ['invitation', 'activation', 'reset', 'email'],
  invitations: ['lifetime', 'accounts', 'for', 'resend', 'role'],
  activations: ['lifetime'],
  resets: ['lifetime', 'issuedLifetime', 'invited'],
  emails: ['lifetime'],
  signUp: ['scope', 'role', 'permissions'],
  sessions: ['lifetime', 'idle', 'maximum', 'jwt'],
  pepper: ['current', 'also'],
  limits: ['invitationsPerDay'],
  passwords: ['minimum', 'maximum', 'lower', 'upper', 'digit', 'symbol', 'refuseCommon'],
}

/** What each port must be able to do. */
const ports: { readonly [port in string]: readonly string[] } = {
  storage: ['load', 'list', 'commit', 'committed', 'purge'],
  passwordHasher: ['hash', 'verify'],
  rateLimiter: ['hit', 'peek', 'forget'],
  clock: ['now'],
  random: ['bytes'],
}

const functions = ['mailer', 'describeScope', 'waitUntil']
const plain = ['baseUrl', 'permissions', 'delivery', 'locale', 'drain']

/** Refuses options that a program without types got wrong: a misspelt name, a port that is none. */
export function checkOptions(options: Readonly<Record<string, unknown>>): void {
  const names = [...Object.keys(groups), ...Object.keys(ports), ...functions, ...plain]
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) throw new TypeError(`"${name}" is not an option: there are ${names.join(', ')}`)
    if (value === undefined) continue
    if (functions.includes(name) && typeof value !== 'function') throw new TypeError(`"${name}" must be a function`)
    for (const method of ports[name] ?? [])
      if (typeof member(value, method) !== 'function') throw new TypeError(`"${name}" must have a method "${method}"`)
    for (const inner of name in groups ? Object.keys(Object(value)) : [])
      if (!groups[name]?.includes(inner)) throw new TypeError(`"${name}.${inner}" is not an option`)
  }
  if (options['storage'] === undefined) throw new TypeError('"storage" must be a storage, such as memoryStorage()')
  if (!(member(options['permissions'], 'bits') instanceof Map))
    throw new TypeError('"permissions" must be what definePermissions made')
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
