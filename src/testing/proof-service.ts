import { definePermissions } from '../domain/permissions.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { Storage } from '../ports/storage.ts'
import { createInviteService } from '../service/create-invite-service.ts'
import type { InviteOptions } from '../service/options.ts'
import { fixedClock } from './fixed-clock.ts'
import { mailSink } from './mail-sink.ts'

const permissions = definePermissions({
  flags: ['people.invite', 'people.edit', 'people.suspend'],
  roles: {
    owner: { flags: 'all', keepOne: true },
    admin: ['people.invite', 'people.edit', 'people.suspend'],
    member: [],
  },
  grants: { owner: ['owner', 'admin', 'member'], admin: ['admin', 'member'] },
  verbs: { invite: 'people.invite', edit: 'people.edit', suspend: 'people.suspend' },
})

/** A hasher that hides nothing and takes no time: the proof is about storages. */
const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (password, hash) => ({ ok: hash === `plain:${password}`, upgrade: false }),
}

/** What signs the access JWTs of the proof, in every process: a host makes its own, and keeps it. */
const key = { kid: 'proof', alg: 'HS256', kty: 'oct', k: 'A'.repeat(43) } as const

/** The library over a storage under proof: all processes at one moment; links are handed back, and mails kept. */
export function createProofService(storage: Storage) {
  const sink = mailSink()
  const options: InviteOptions = {
    baseUrl: 'https://proof.example.com',
    storage,
    permissions,
    clock: fixedClock(),
    passwordHasher: plainHasher,
    mailer: sink.mailer,
    delivery: 'link',
    drain: 'manual',
    limits: false, // what is proven must hold without them
  }
  // Made when it is asked for: a storage may keep opaque sessions only.
  const issuing = () => createInviteService({ ...options, sessions: { jwt: { keys: { current: key } } } })
  return { ...createInviteService(options), sink, storage, issuing }
}

export type ProofService = ReturnType<typeof createProofService>

export const PASSWORD = 'tangerine bicycle 47 lanterns'
export const NEW_PASSWORD = 'a quiet harbour at 6 in winter'
