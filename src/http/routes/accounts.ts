import { changeEmailInput } from '../../service/accounts/change-email.ts'
import { changePasswordInput } from '../../service/accounts/change-password.ts'
import { listAccountsInput } from '../../service/accounts/list.ts'
import { updateMembershipInput } from '../../service/accounts/memberships.ts'
import { signUpInput } from '../../service/accounts/sign-up.ts'
import { parse } from '../../service/input.ts'
import { endpoints } from '../endpoints.ts'
import { listQuery, loggedIn, OK, param, split, tokenOnly, unchecked, withSession } from '../fields.ts'
import { routesOf } from '../routes-of.ts'

export const accountRoutes = routesOf('accounts', endpoints.accounts, {
  signUp: {
    body: [signUpInput, withSession],
    refuses: ['signup_closed', 'email_taken', 'already_invited', 'username_taken', 'password_policy'],
    run: async (call) => {
      const { service, device, from, locale } = call
      const { input, options } = split(call.body, withSession)
      const asked = unchecked<Parameters<typeof service.accounts.signUp>[0]>({ locale, ...input })
      return loggedIn(call, await service.accounts.signUp(asked, { ...options, device, from }))
    },
  },
  list: {
    query: listAccountsInput,
    refuses: ['forbidden'],
    run: async (call) => ({ body: await call.service.accounts.list(listQuery(call), { actor: call.actor }) }),
  },
  get: {
    refuses: ['account_not_found'],
    run: async (call) => ({ body: await call.service.accounts.get(param(call, 'id'), { actor: call.actor }) }),
  },
  suspend: {
    bare: true,
    refuses: ['account_not_found', 'account_invited', 'account_suspended', 'last_holder', 'forbidden', 'exceeds_own'],
    run: async (call) => ({ body: await call.service.accounts.suspend(param(call, 'id'), { actor: call.actor }) }),
  },
  reactivate: {
    bare: true,
    refuses: [
      'account_not_found',
      'account_invited',
      'account_suspended',
      'account_active',
      'last_holder',
      'forbidden',
      'exceeds_own',
    ],
    run: async (call) => ({ body: await call.service.accounts.reactivate(param(call, 'id'), { actor: call.actor }) }),
  },
  updateMembership: {
    body: [updateMembershipInput],
    refuses: [
      'membership_not_found',
      'role_unknown',
      'flag_unknown',
      'role_not_grantable',
      'exceeds_own',
      'last_holder',
      'forbidden',
    ],
    run: async (call) => {
      const { service, body, actor } = call
      const [id, scope] = [param(call, 'id'), param(call, 'scope')]
      return { body: await service.accounts.updateMembership(id, scope, unchecked(body), { actor }) }
    },
  },
  removeMembership: {
    bare: true,
    refuses: ['membership_not_found', 'last_holder', 'forbidden', 'exceeds_own'],
    run: async (call) => {
      await call.service.accounts.removeMembership(param(call, 'id'), param(call, 'scope'), { actor: call.actor })
      return {}
    },
  },
  changePassword: {
    body: [changePasswordInput],
    refuses: ['not_authenticated', 'wrong_password', 'password_policy'],
    run: async (call) => {
      const { service, body, actor, device, from } = call
      const by = { actor, session: true, device, from }
      return loggedIn(call, await service.accounts.changePassword(unchecked(body), by))
    },
  },
  changeEmail: {
    body: [changeEmailInput],
    refuses: ['not_authenticated', 'wrong_password'],
    run: async ({ service, body, actor, from }) => {
      await service.accounts.changeEmail(unchecked(body), { actor, from })
      return OK
    },
  },
  confirmEmail: {
    body: [tokenOnly],
    refuses: ['link_not_found', 'link_expired', 'link_used', 'link_superseded', 'account_suspended', 'email_taken'],
    run: async ({ service, body, from }) => {
      await service.accounts.confirmEmail(parse(tokenOnly, body), { from })
      return OK
    },
  },
})
