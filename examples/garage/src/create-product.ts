import {
  createInviteService,
  InviteError,
  type InviteOptions,
  type InviteService,
  memoryRateLimiter,
  type RateLimiter,
} from 'invitekit'
import { permissions } from './permissions.ts'
import { settings } from './settings.ts'

type Flag = (typeof permissions.flags)[number]
type Role = (typeof permissions.roles)[number]

/** The product's service. */
export type Product = InviteService<Flag, Role>

interface Parts extends Pick<InviteOptions, 'storage' | 'mailer' | 'describeScope'> {
  /** Whether people make accounts without an invitation. */
  readonly isSignUpOpen?: boolean
  readonly rateLimiter?: RateLimiter
}

/** Invitations of 30 days with or without a garage, passwords of 12, links of the product's own shape, texts in French. */
export function createProduct({ isSignUpOpen = false, rateLimiter = memoryRateLimiter(), ...ports }: Parts): Product {
  const service = createInviteService({
    ...ports,
    baseUrl: settings.baseUrl,
    links: { invitation: '/invite?token={token}', reset: '/auth/reset-password?token={token}' },
    permissions,
    rateLimiter,
    locale: 'fr',
    invitations: { lifetime: '30d', role: 'optional' },
    passwords: { minimum: 12 },
    ...(isSignUpOpen ? { signUp: {} } : {}),
  })
  const { create, createMany } = service.invitations
  return {
    ...service,
    invitations: {
      ...service.invitations,
      create: (input, options) => inKnownGarage(create(input, options)),
      createMany: (input, options) => inKnownGarage(createMany(input, options)),
    },
  }
}

const FOREIGN_KEY_VIOLATION = '23503'

/** The database knows which garages there are, and is asked last: whoever may not invite does not learn it. */
async function inKnownGarage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (Object(error).code !== FOREIGN_KEY_VIOLATION) throw error
    throw new InviteError('invalid_input', { fields: [{ field: 'scope', code: 'unknown' }] })
  }
}
