import * as z from 'zod/mini'
import { type Code, errors } from '../../domain/errors.ts'
import { type FieldCode, fieldErrors } from '../../domain/field-errors.ts'
import type { Json } from '../../domain/records.ts'

import type { Answers } from '../answers.ts'

const text = z.string()
const nullable = <S extends z.ZodMiniType>(schema: S) => z.nullable(schema)
const time = z.iso.datetime()
const names = z.array(text)

/** The host's own data: any JSON object. */
export const json = z.custom<Json>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))

const passwordRules = z.strictObject({
  minimum: z.number(),
  maximum: z.number(),
  lower: z.boolean(),
  upper: z.boolean(),
  digit: z.boolean(),
  symbol: z.boolean(),
  refuseCommon: z.boolean(),
})

const account = z.strictObject({
  id: text,
  email: text,
  username: nullable(text),
  status: z.enum(['invited', 'active', 'suspended']),
  profile: json,
  locale: nullable(text),
  emailVerifiedAt: nullable(time),
  lastSeenAt: nullable(time),
  createdAt: time,
})

const membership = z.strictObject({ scope: text, role: nullable(text), permissions: names, flags: names })

const status = z.enum(['pending', 'expired', 'exhausted', 'accepted', 'declined', 'revoked'])

const offer = z.strictObject({
  id: text,
  email: nullable(text),
  domains: names,
  scope: text,
  role: nullable(text),
  permissions: names,
  expiresAt: time,
  profile: json,
  metadata: json,
  status,
})

const invitation = z.strictObject({
  ...offer.shape,
  reason: nullable(text),
  seats: z.number(),
  used: z.number(),
  delivery: z.enum(['none', 'queued', 'sent', 'failed']),
  createdBy: nullable(text),
  accountId: nullable(text),
  createdAt: time,
  acceptedAt: nullable(time),
})

const handed = { url: nullable(text), token: nullable(text) }
const createdInvitation = z.strictObject({ ...invitation.shape, ...handed, replayed: z.boolean() })
const named = nullable(z.strictObject({ name: text }))

const session = z.strictObject({ id: text, device: nullable(text), createdAt: time, usedAt: time, expiresAt: time })

const event = z.strictObject({
  id: text,
  type: text,
  actor: nullable(
    z.union([z.strictObject({ type: z.literal('account'), id: text }), z.strictObject({ type: z.literal('system') })]),
  ),
  subject: nullable(text),
  scope: nullable(text),
  data: json,
  at: time,
})

const code = z.enum(Object.keys(errors) as Code[])
const fieldCode = z.enum(Object.keys(fieldErrors) as FieldCode[])
const pageOf = <S extends z.ZodMiniType>(item: S) => z.strictObject({ items: z.array(item), next: nullable(text) })

const tokens = {
  accessToken: z.exactOptional(text),
  accessTokenExpiresAt: time,
  refreshToken: z.exactOptional(text),
}
const maybeTokens = { ...tokens, accessTokenExpiresAt: z.exactOptional(time) }
const accountAndTokens = z.strictObject({ account, ...maybeTokens })

const issuedLink = z.strictObject({ account, ...handed, expiresAt: time })
const linkPreview = z.strictObject({
  accountId: text,
  email: text,
  name: nullable(text),
  profile: json,
  expiresAt: time,
  passwordRules,
})
const ok = z.strictObject({ ok: z.literal(true) })
const signingKey = z.strictObject({
  kid: text,
  alg: z.enum(['EdDSA', 'ES256', 'HS256']),
  kty: text,
  crv: z.exactOptional(text),
  x: z.exactOptional(text),
  y: z.exactOptional(text),
  use: z.exactOptional(text),
})

/** A refusal (RFC 9457). */
export const problem = z.strictObject({
  type: text,
  title: text,
  status: z.number(),
  code,
  detail: text,
  fields: z.exactOptional(z.array(z.strictObject({ field: text, code: fieldCode, detail: text }))),
})

/** What several answers are made of, by name. */
export const parts = {
  Account: account,
  Membership: membership,
  Invitation: invitation,
  CreatedInvitation: createdInvitation,
  Offer: offer,
  Session: session,
  AuditEvent: event,
  IssuedLink: issuedLink,
  LinkPreview: linkPreview,
  PasswordRules: passwordRules,
  AccountAndTokens: accountAndTokens,
  Ok: ok,
  Problem: problem,
}

/** The schema of what each route answers; null where the answer has no body. */
export const answerSchemas: {
  readonly [G in keyof Answers]: { readonly [V in keyof Answers[G]]: z.ZodMiniType<Answers[G][V]> | null }
} = {
  invitations: {
    create: createdInvitation,
    createMany: z.strictObject({
      rows: z.array(
        z.union([
          z.strictObject({ ok: z.literal(true), invitation, ...handed }),
          z.strictObject({
            ok: z.literal(false),
            code,
            fields: z.array(z.strictObject({ field: text, code: fieldCode })),
          }),
        ]),
      ),
      created: z.number(),
      replayed: z.boolean(),
    }),
    list: pageOf(z.strictObject({ ...invitation.shape, inviter: named })),
    get: invitation,
    resend: createdInvitation,
    revoke: invitation,
    preview: z.strictObject({
      next: z.enum(['sign_up', 'activate', 'log_in', 'switch_account', 'accept', 'ended']),
      reason: nullable(code),
      invitation: nullable(offer),
      inviter: named,
      scope: nullable(z.strictObject({ id: text, name: text })),
      passwordRules,
    }),
    accept: z.strictObject({
      account,
      invitation: offer,
      membership: nullable(membership),
      replayed: z.boolean(),
      ...maybeTokens,
    }),
    decline: offer,
  },
  activations: { issue: issuedLink, preview: linkPreview, complete: accountAndTokens },
  resets: { request: ok, issue: issuedLink, preview: linkPreview, complete: ok },
  sessions: {
    login: z.strictObject({ account, ...tokens }),
    refresh: z.strictObject(tokens),
    logout: null,
    check: z.strictObject({ account, memberships: z.array(membership), session }),
    list: z.strictObject({ items: z.array(z.strictObject({ ...session.shape, current: z.boolean() })) }),
    revoke: null,
    revokeAll: null,
  },
  accounts: {
    signUp: accountAndTokens,
    list: pageOf(z.strictObject({ ...account.shape, membership: nullable(membership) })),
    get: z.strictObject({ ...account.shape, memberships: z.array(membership) }),
    suspend: account,
    reactivate: account,
    updateMembership: membership,
    removeMembership: null,
    changePassword: accountAndTokens,
    changeEmail: ok,
    confirmEmail: ok,
  },
  audit: { list: pageOf(event) },
  machine: { openapi: json, jwks: z.strictObject({ keys: z.array(signingKey) }) },
}
