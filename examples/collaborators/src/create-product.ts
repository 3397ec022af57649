import { createInviteService, type InviteOptions, type InviteService, memoryRateLimiter } from 'invitekit'
import { bcryptHasher } from 'invitekit/bcrypt'
import { passwordPolicy } from './password-policy.ts'
import { permissions } from './permissions.ts'
import { settings } from './settings.ts'

/** The product's service. */
export type Product = InviteService<(typeof permissions.flags)[number], (typeof permissions.roles)[number]>

/** First passwords for people who are in the base already: links of 24 hours, bcrypt with 12 rounds and never another hash. */
export const createProduct = (ports: Pick<InviteOptions, 'storage' | 'mailer' | 'drain' | 'clock'>): Product =>
  createInviteService({
    ...ports,
    baseUrl: settings.baseUrl,
    links: { activation: '/signup?q={token}' },
    permissions,
    locale: 'fr',
    describeScope: () => ({ name: 'Maison Marceau' }),
    activations: { lifetime: '24h' },
    passwords: passwordPolicy,
    passwordHasher: bcryptHasher({ rounds: 12 }),
    // One process is all there is: nothing that is counted has to be in Airtable.
    rateLimiter: memoryRateLimiter(),
  })
