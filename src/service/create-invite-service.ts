import { systemClock } from '../defaults/clock.ts'
import { memoryRateLimiter } from '../defaults/memory-rate-limiter.ts'
import { createPasswordHasher } from '../defaults/password-hasher.ts'
import { webCryptoRandom } from '../defaults/random.ts'
import { warnInProduction } from '../defaults/warn-in-production.ts'
import type { Actor } from '../domain/actor.ts'
import type { Policy } from '../domain/policy.ts'
import { isCommonPassword } from '../passwords/common-passwords.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import { type AccessTokens, createAccessTokens } from '../tokens/access-token.ts'
import { mintSecret } from '../tokens/secret.ts'
import { createSecretHashes } from '../tokens/secret-hashes.ts'
import { changeEmail } from './accounts/change-email.ts'
import { changePassword } from './accounts/change-password.ts'
import { confirmEmail } from './accounts/confirm-email.ts'
import { create as createAccount } from './accounts/create.ts'
import { get as getAccount } from './accounts/get.ts'
import { list as listAccounts } from './accounts/list.ts'
import { removeMembership, updateMembership } from './accounts/memberships.ts'
import { signUp } from './accounts/sign-up.ts'
import { reactivate, suspend } from './accounts/suspend.ts'
import { complete as completeActivation } from './activations/complete.ts'
import { issue as issueActivation } from './activations/issue.ts'
import { list as listAudit } from './audit/list.ts'
import { boundHasher } from './bounded-hasher.ts'
import { can } from './can.ts'
import { checkCapabilities } from './check-capabilities.ts'
import { checkOptions } from './check-options.ts'
import type { Context } from './context.ts'
import { countUnknownTokens } from './count-unknown-tokens.ts'
import { accept } from './invitations/accept.ts'
import { create } from './invitations/create.ts'
import { createMany } from './invitations/create-many.ts'
import { decline } from './invitations/decline.ts'
import { get } from './invitations/get.ts'
import { list } from './invitations/list.ts'
import { preview } from './invitations/preview.ts'
import { resend } from './invitations/resend.ts'
import { revoke } from './invitations/revoke.ts'
import type { InviteService } from './invite-service.ts'
import { createLimits, type RequestOptions } from './limits.ts'
import { createObservers } from './observers.ts'
import { once } from './once.ts'
import { type InviteOptions, length, resolvePolicy } from './options.ts'
import { createAutoDrain } from './outbox/auto-drain.ts'
import { drain, drainAll } from './outbox/drain.ts'
import { previewLink } from './preview-link.ts'
import { purge } from './purge.ts'
import { complete as completeReset } from './resets/complete.ts'
import { issue as issueReset } from './resets/issue.ts'
import { request } from './resets/request.ts'
import { check } from './sessions/check.ts'
import { list as listSessions } from './sessions/list.ts'
import { login } from './sessions/login.ts'
import { logout } from './sessions/logout.ts'
import { refresh } from './sessions/refresh.ts'
import { revoke as revokeSession } from './sessions/revoke.ts'
import { revokeAll } from './sessions/revoke-all.ts'
import { verify } from './sessions/verify.ts'

/**
 * Makes the service: the verbs of the library over a storage. The options are read once.
 *
 * @throws TypeError naming the option that is wrong, or that the storage cannot promise.
 *
 * @example
 * const service = createInviteService({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions })
 * const { url } = await service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
 */
export function createInviteService<F extends string, R extends string>(
  options: InviteOptions<F, R>,
): InviteService<F, R> {
  const context = createContext(options)
  const opening = <A>(by: RequestOptions | undefined, work: () => Promise<A>) => countUnknownTokens(context, by, work)
  return {
    invitations: {
      create: (input, by) => create(context, input, by),
      createMany: (rows, by) => createMany(context, rows, by),
      preview: (input, by) => opening(by, () => preview(context, input, by)),
      accept: (input, by) => opening(by, () => accept(context, input, by)),
      decline: (input, by) => opening(by, () => decline(context, input)),
      resend: (id, by) => resend(context, id, by),
      revoke: (id, by) => revoke(context, id, by),
      get: (id, by) => get(context, id, by),
      list: (input, by) => list(context, input, by),
    },
    activations: {
      issue: (accountId, by) => issueActivation(context, accountId, by),
      preview: (input, by) => opening(by, () => previewLink(context, 'activation', input?.token)),
      complete: (input, by) => opening(by, () => completeActivation(context, input, by)),
    },
    resets: {
      request: (input, by) => request(context, input, by),
      issue: (accountId, by) => issueReset(context, accountId, by),
      preview: (input, by) => opening(by, () => previewLink(context, 'reset', input?.token)),
      complete: (input, by) => opening(by, () => completeReset(context, input)),
    },
    sessions: {
      login: (input, by) => login(context, input, by),
      refresh: (token, by) => refresh(context, token, by),
      verify: (token) => verify(context, token),
      check: (token, by) => check(context, token, by),
      logout: (token) => logout(context, token),
      list: (input, by) => listSessions(context, input, by),
      revoke: (id, by) => revokeSession(context, id, by),
      revokeAll: (input, by) => revokeAll(context, input, by),
    },
    accounts: {
      create: (input, by) => createAccount(context, input, by),
      signUp: (input, by) => signUp(context, input, by),
      get: (id, by) => getAccount(context, id, by),
      list: (input, by) => listAccounts(context, input, by),
      suspend: (id, by) => suspend(context, id, by),
      reactivate: (id, by) => reactivate(context, id, by),
      changePassword: (input, by) => changePassword(context, input, by),
      changeEmail: (input, by) => changeEmail(context, input, by),
      confirmEmail: (input, by) => opening(by, () => confirmEmail(context, input)),
      updateMembership: (id, scope, input, by) => updateMembership(context, id, scope, input, by),
      removeMembership: (id, scope, by) => removeMembership(context, id, scope, by),
    },
    audit: { list: (input, by) => listAudit(context, input, by) },
    outbox: { drain: (by) => drain(context, by) },
    can: (actor: Actor, flag, scope) => can(context, actor, flag, scope),
    on: (type, listener) => context.observers.on(type, listener),
    purge: (by) => purge(context, by),
    policy: {
      baseUrl: context.policy.baseUrl,
      locale: context.policy.locale,
      passwords: context.policy.passwords,
      sessions: {
        lifetime: context.policy.sessions.lifetime,
        publicKeys: context.accessTokens?.publicKeys ?? null,
      },
    },
  }
}

/** Password hashes share a small pool of threads with everything else: two at once leave room, a hundred may wait. */
const HASHES = { concurrent: 2, waiting: 100 }

function createContext(options: InviteOptions): Context {
  checkOptions({ ...options })
  const policy = resolvePolicy(options)
  const { storage, mailer = null, clock = systemClock, random = webCryptoRandom } = options
  checkCapabilities(storage.capabilities, options)
  const hasher = boundHasher(options.passwordHasher ?? createPasswordHasher(), HASHES)
  const autoDrain = createAutoDrain(
    () => drainAll(context),
    // What fails here is tried again by the next drain: the message is still due.
    () => context.observers.observe('outbox.interrupted', clock.now()),
  )
  const observers = createObservers()
  const context: Context = {
    policy,
    storage,
    clock,
    random,
    hasher,
    mailer,
    secrets: createSecretHashes(options.pepper),
    accessTokens: jwtOf(options, policy, random),
    isCommonPassword,
    describeScope:
      options.describeScope ?? ((scope) => ({ name: scope === '*' ? new URL(policy.baseUrl).hostname : scope })),
    observers,
    limits: createLimits({ limiter: limiterOf(options, policy, clock), policy, clock, observers }),
    dummyHash: once(() => hasher.hash(mintSecret('session', random))),
    startDrain: () => {
      if (policy.outbox.drain !== 'auto' || mailer === null) return
      const work = autoDrain()
      options.waitUntil?.(work)
    },
  }
  return context
}

function limiterOf({ rateLimiter }: InviteOptions, { limits }: Policy, clock: Clock): RateLimiter {
  if (rateLimiter === undefined && limits !== null)
    warnInProduction(
      'INVITEKIT_MEMORY_LIMITER',
      'Attempts are counted in the memory of this process alone. Several processes need the option "rateLimiter"; one says so with memoryRateLimiter().',
    )
  return rateLimiter ?? memoryRateLimiter({ clock })
}

const MINUTE = 60_000

function jwtOf({ sessions }: InviteOptions, { baseUrl }: Policy, random: Random): AccessTokens | null {
  if (sessions?.jwt === undefined) return null
  const { keys, audience = baseUrl, lifetime = '10m' } = sessions.jwt
  if (typeof audience !== 'string' || audience === '')
    throw new TypeError('"sessions.jwt.audience" must be a text that is not empty')
  return createAccessTokens(keys, {
    issuer: baseUrl,
    audience,
    lifetime: length('sessions.jwt.lifetime', lifetime, 15 * MINUTE),
    randomBytes: random.bytes,
  })
}
