import * as z from 'zod/mini'
import { delivery, parse } from '../../service/input.ts'
import { acceptInput } from '../../service/invitations/accept.ts'
import { type CreateInvitationInput, createInput } from '../../service/invitations/create.ts'
import { listInvitationsInput } from '../../service/invitations/list.ts'
import { resendInput } from '../../service/invitations/resend.ts'
import { endpoints } from '../endpoints.ts'
import { delivered, keyed, listQuery, loggedIn, param, split, tokenOnly, unchecked, withSession } from '../fields.ts'
import { routesOf } from '../routes-of.ts'

const BULK_BYTES = 512 * 1024 // 500 rows of a kilobyte each

const bulk = z.strictObject({
  rows: z.array(z.custom<CreateInvitationInput>()), // each row gets a verdict of its own
  delivery: z.exactOptional(delivery),
  dryRun: z._default(z.boolean(), false),
})

export const invitationRoutes = routesOf('invitations', endpoints.invitations, {
  create: {
    body: [createInput, delivered],
    keyed: true,
    refuses: [
      'forbidden',
      'role_not_grantable',
      'exceeds_own',
      'already_invited',
      'already_member',
      'account_suspended',
      'role_unknown',
      'flag_unknown',
      'idempotency_mismatch',
    ],
    run: async (call) => {
      const { input, options } = split(call.body, delivered)
      const by = { ...options, ...keyed(call), actor: call.actor }
      return { body: await call.service.invitations.create(unchecked(input), by) }
    },
  },
  createMany: {
    body: [bulk],
    keyed: true,
    limit: BULK_BYTES,
    refuses: ['idempotency_mismatch'],
    run: async (call) => {
      const { rows, ...options } = parse(bulk, call.body)
      const by = { ...options, ...keyed(call), actor: call.actor }
      return { body: await call.service.invitations.createMany(rows, by) }
    },
  },
  list: {
    query: listInvitationsInput,
    refuses: ['forbidden'],
    run: async (call) => ({ body: await call.service.invitations.list(listQuery(call), { actor: call.actor }) }),
  },
  get: {
    refuses: ['invitation_not_found'],
    run: async (call) => ({ body: await call.service.invitations.get(param(call, 'id'), { actor: call.actor }) }),
  },
  resend: {
    body: [resendInput],
    refuses: [
      'role_not_grantable',
      'exceeds_own',
      'invitation_not_found',
      'already_accepted',
      'invitation_declined',
      'invitation_revoked',
      'seats_taken',
    ],
    run: async (call) => {
      parse(resendInput, call.body) // here already: the actor among the options would hide one in the body
      const by = { ...unchecked<object>(call.body), actor: call.actor }
      return { body: await call.service.invitations.resend(param(call, 'id'), by) }
    },
  },
  revoke: {
    bare: true,
    refuses: ['invitation_not_found', 'already_accepted', 'invitation_declined', 'invitation_revoked'],
    run: async (call) => ({ body: await call.service.invitations.revoke(param(call, 'id'), { actor: call.actor }) }),
  },
  preview: {
    body: [tokenOnly],
    refuses: ['invitation_not_found'],
    run: async ({ service, body, actor, from }) => ({
      body: await service.invitations.preview(parse(tokenOnly, body), { actor, from }),
    }),
  },
  accept: {
    body: [acceptInput, withSession],
    keyed: true,
    refuses: [
      'invitation_not_found',
      'invitation_expired',
      'invitation_revoked',
      'invitation_superseded',
      'invitation_declined',
      'already_accepted',
      'already_member',
      'seats_taken',
      'inviter_lost',
      'login_required',
      'not_authenticated',
      'wrong_account',
      'account_suspended',
      'email_mismatch',
      'email_taken',
      'email_unproven',
      'email_domain_refused',
      'username_taken',
      'password_policy',
      'idempotency_mismatch',
    ],
    run: async (call) => {
      const { service, actor, device, from } = call
      const { input, options } = split(call.body, withSession)
      const by = { ...options, ...keyed(call), actor, device, from }
      return loggedIn(call, await service.invitations.accept(unchecked(input), by))
    },
  },
  decline: {
    body: [tokenOnly],
    refuses: [
      'invitation_not_found',
      'invitation_expired',
      'invitation_revoked',
      'invitation_superseded',
      'invitation_declined',
      'already_accepted',
      'seats_taken',
      'open_link',
    ],
    run: async ({ service, body, from }) => ({
      body: await service.invitations.decline(parse(tokenOnly, body), { from }),
    }),
  },
})
