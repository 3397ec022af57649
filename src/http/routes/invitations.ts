import { delivery, parse, z } from '../../service/input.ts'
import type { AcceptedInvitation } from '../../service/invitations/accept.ts'
import type { CreateInvitationInput } from '../../service/invitations/create.ts'
import { resendInput } from '../../service/invitations/resend.ts'
import { delivered, keyed, listQuery, split, tokenOnly, unchecked, withSession } from '../fields.ts'
import type { Reply, Route } from '../route.ts'

const BULK_BYTES = 512 * 1024 // 500 rows of a kilobyte each

const bulk = z.strictObject({
  rows: z.array(z.custom<CreateInvitationInput>()), // each row gets a verdict of its own
  delivery: z.exactOptional(delivery),
  dryRun: z._default(z.boolean(), false),
})

export const invitationRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/invitations',
    session: 'required',
    status: 201,
    run: async ({ service, body, actor, idempotencyKey }) => {
      const { input, options } = split(body, delivered)
      return {
        body: await service.invitations.create(unchecked(input), { ...options, actor, ...keyed(idempotencyKey) }),
      }
    },
  },
  {
    method: 'POST',
    path: '/invitations/bulk',
    session: 'required',
    status: 200,
    limit: BULK_BYTES,
    run: async ({ service, body, actor, idempotencyKey }) => {
      const { rows, ...options } = parse(bulk, body)
      return { body: await service.invitations.createMany(rows, { ...options, actor, ...keyed(idempotencyKey) }) }
    },
  },
  {
    method: 'GET',
    path: '/invitations',
    session: 'required',
    status: 200,
    run: async ({ service, query, actor }) => ({ body: await service.invitations.list(listQuery(query), { actor }) }),
  },
  {
    method: 'GET',
    path: '/invitations/:id',
    session: 'required',
    status: 200,
    run: async ({ service, params, actor }) => ({ body: await service.invitations.get(params['id'] ?? '', { actor }) }),
  },
  {
    method: 'POST',
    path: '/invitations/:id/resend',
    session: 'required',
    status: 200,
    run: async ({ service, params, body, actor }) => {
      parse(resendInput, body) // here already: the actor among the options would hide one in the body
      return { body: await service.invitations.resend(params['id'] ?? '', { ...unchecked<object>(body), actor }) }
    },
  },
  {
    method: 'POST',
    path: '/invitations/:id/revoke',
    bare: true,
    session: 'required',
    status: 200,
    run: async ({ service, params, actor }) => ({
      body: await service.invitations.revoke(params['id'] ?? '', { actor }),
    }),
  },
  {
    method: 'POST',
    path: '/invitations/preview',
    session: 'optional',
    status: 200,
    run: async ({ service, body, session }) => ({
      body: await service.invitations.preview(parse(tokenOnly, body), { actor: session?.actor ?? null }),
    }),
  },
  {
    method: 'POST',
    path: '/invitations/accept',
    session: 'optional',
    status: 201,
    run: async ({ service, body, session, idempotencyKey }) => {
      const { input, options } = split(body, withSession)
      const by = { ...options, actor: session?.actor ?? null, ...keyed(idempotencyKey) }
      return accepted(await service.invitations.accept(unchecked(input), by))
    },
  },
]

const accepted = ({ sessionToken, ...body }: AcceptedInvitation): Reply =>
  sessionToken === null ? { body } : { body: { ...body, accessToken: sessionToken }, session: { token: sessionToken } }
