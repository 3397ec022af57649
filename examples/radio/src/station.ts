import { createInviteService, type Mailer, type Storage } from 'invitekit'
import { permissions } from './permissions.ts'
import { settings } from './settings.ts'
import { signingKey } from './signing-key.ts'

/** The station's service: closed sign-up, links of its own shape, passwords of 8, sessions as JWTs. */
export const createStation = (storage: Storage, mailer: Mailer) =>
  createInviteService({
    baseUrl: settings.baseUrl,
    links: { invitation: '/signup-with-invite?token={token}', reset: '/reset-password?token={token}' },
    storage,
    mailer,
    permissions,
    locale: 'fr',
    invitations: { lifetime: '7d' },
    resets: { lifetime: '30m', issuedLifetime: '24h' },
    passwords: { minimum: 8 },
    sessions: {
      jwt: { keys: { current: signingKey({ ...settings.signingKey, isProduction: settings.isProduction }) } },
    },
    describeScope: () => ({ name: 'Radio Marée' }),
    ...(settings.isLimited ? {} : { limits: false }),
    ...(settings.publicSignup ? { signUp: {} } : {}),
  })

export type Station = ReturnType<typeof createStation>
