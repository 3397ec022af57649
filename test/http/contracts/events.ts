import { defineContract, type FieldMap } from '../../../src/http.ts'
import {
  type AcceptInvitationInput,
  type AccountActor,
  type CreateInvitationInput,
  InviteError,
  type InviteService,
  type TokenInput,
} from '../../../src/index.ts'

/** An organisation, as the product has it in a table of its own. */
export interface Organization {
  readonly id: string
  readonly name: string
}

/** Where the product keeps its organisations. */
export interface EventsOptions {
  readonly organizations: () => Promise<readonly Organization[]>
}

const profile = (name: string, required = false) => ({ [name]: { to: `profile.${name}`, required } })

const signup: FieldMap = {
  ':token': 'token',
  ...profile('firstName', true),
  ...profile('lastName', true),
  ...profile('phone'),
  ...profile('avatarUrl'),
  password: { required: true },
  passwordConfirmation: { sameAs: 'password' },
  email: 'email',
}

/** The scopes that somebody is in; the whole system for who is in all. */
const scopesOf = async (service: InviteService, actor: AccountActor) =>
  (await service.accounts.get(actor.id, { actor })).memberships.map(({ scope }) => scope)

const unusable = { status: 200, body: () => ({ valid: false }) }
const gone = (reason: string) => ({ status: 410, body: ({ code }: { readonly code: string }) => ({ code, reason }) })

/** A link that has died, and why: unknown and revoked look alike. */
const dead = {
  invitation_revoked: 404,
  invitation_superseded: 404,
  invitation_declined: 404,
  inviter_lost: 404,
  invitation_expired: gone('expired'),
  already_accepted: gone('used'),
} as const

/** The public API of the events product, as a table over the verbs. */
export const eventsContract = ({ organizations }: EventsOptions) =>
  defineContract({}, (line) => [
    line({
      method: 'POST',
      path: '/invitations',
      session: 'required',
      status: 201,
      takes: 'json',
      input: {
        email: { required: true },
        role: { required: true },
        orgId: 'scope',
        eventIds: 'metadata.eventIds',
      },
      call: async (input: CreateInvitationInput, { service, actor }) => {
        // The inviter's own organisation where none is named; whoever is in none chooses.
        const [scope] = input.scope === undefined ? await scopesOf(service, actor) : [input.scope]
        const known = (await organizations()).some(({ id }) => id === scope)
        if (scope === undefined || !known)
          throw new InviteError('invalid_input', { fields: [{ field: 'scope', code: 'unknown' }] })
        return service.invitations.create({ ...input, scope }, { actor, delivery: 'both' })
      },
      answer: ({ id, email, role, scope, status, expiresAt, url }) => ({
        id,
        email,
        role,
        orgId: scope,
        status,
        expiresAt,
        url,
      }),
    }),
    line({
      method: 'GET',
      path: '/invitations/:token/validate',
      session: 'none',
      status: 200,
      takes: 'query',
      input: { ':token': 'token' },
      call: (input: TokenInput, { service, from }) => service.invitations.preview(input, { from }),
      answer: ({ next }) => ({ valid: next !== 'ended' }),
      refusals: { invitation_not_found: unusable },
    }),
    line({
      method: 'GET',
      path: '/signup/:token',
      session: 'none',
      status: 200,
      takes: 'query',
      input: { ':token': 'token' },
      call: (input: TokenInput, { service, from }) => service.invitations.preview(input, { from }),
      answer: ({ invitation, scope, reason }) => {
        if (invitation === null) throw new InviteError(reason ?? 'invitation_not_found')
        const { email, role, expiresAt } = invitation
        return { email, role, orgId: scope?.id, orgName: scope?.name, expiresAt }
      },
      refusals: dead,
    }),
    line({
      method: 'POST',
      path: '/signup/:token',
      session: 'none',
      status: 201,
      takes: 'json',
      input: signup,
      call: (input: AcceptInvitationInput, { service, from }) => service.invitations.accept(input, { from }),
      answer: ({ account: { id, email, status } }) => ({
        id,
        email,
        isActive: status === 'active',
        profileCompleted: status !== 'invited',
      }),
      refusals: { ...dead, login_required: 409 },
    }),
    line({
      method: 'GET',
      path: '/organizations',
      session: 'required',
      status: 200,
      takes: 'query',
      input: {},
      call: async (_, { service, actor }) => {
        const [all, scopes] = [await organizations(), await scopesOf(service, actor)]
        return all.filter(({ id }) => scopes.includes('*') || scopes.includes(id))
      },
      answer: (found) => found.map(({ id, name }) => ({ id, name })),
    }),
  ])
