import type { Flag } from '../../../src/flags.ts'
import type { ShowPlan } from '../../../src/show-plan.ts'
import { authorized } from './authorized.ts'
import { request } from './request.ts'
import { currentSession, endSession, keepSession, type Me, type Permissions } from './session.ts'

export interface Invite {
  readonly invite_url: string
  readonly expires_at: string
}

export interface Person extends Omit<Me, 'user_id'> {
  readonly id: number
  readonly phone_number: string | null
  readonly state: 'invited' | 'active' | 'suspended'
  readonly permissions: Permissions
}

export interface SignupForm {
  readonly username: string
  readonly email: string
  readonly password: string
  readonly name: string
  readonly family_name: string
  readonly phone_number: string
}

const post = (json: unknown) => ({ method: 'POST', json }) as const

/** What is left empty is not sent. */
const filled = (form: object) => Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''))

/** The station's routes, as the pages ask them. */
export const api = {
  login: async (username: string, password: string): Promise<void> => {
    type Answer = Me & { readonly access_token: string; readonly permissions: Permissions }
    const { access_token, permissions, ...answer } = await request<Answer>('/auth/login', {
      method: 'POST',
      form: { username, password },
    })
    const { user_id, email, name, family_name } = answer
    keepSession({
      token: access_token,
      permissions,
      me: { user_id, username: answer.username, email, name, family_name },
    })
  },

  /** Whatever the server says, this browser forgets. */
  logout: async (): Promise<void> => {
    const { token = '' } = currentSession() ?? {}
    await request('/auth/logout', { ...post({}), token }).catch(() => undefined)
    endSession('left')
  },

  generateInvite: (email: string, flags: readonly Flag[]) =>
    authorized<Invite>(
      '/auth/generate-invite',
      post({
        ...(email === '' ? {} : { email }),
        ...(flags.length === 0 ? {} : { permissions: Object.fromEntries(flags.map((flag) => [flag, true])) }),
      }),
    ),

  validateInvite: (token: string) =>
    request<{ readonly email?: string; readonly expires_at: string }>(
      `/auth/invite/validate?${new URLSearchParams({ token })}`,
    ),

  signupWithInvite: (token: string, form: SignupForm) =>
    request<{ readonly username: string }>('/auth/signup-with-invite', post({ token, ...filled(form) })),

  forgotPassword: (email: string) => request('/auth/forgot-password', post({ email })),

  generateResetToken: (user_id: number) =>
    authorized<{ readonly reset_token: string; readonly expires_at: string }>(
      '/auth/generate-reset-token',
      post({ user_id }),
    ),

  validateReset: (token: string) =>
    request<{ readonly valid: boolean }>(`/auth/reset-token/validate?${new URLSearchParams({ token })}`),

  resetPassword: (token: string, new_password: string) =>
    request('/auth/reset-password', post({ token, new_password })),

  users: () => authorized<readonly Person[]>('/users/users'),

  suspend: (id: number) => authorized(`/users/${id}/suspend`, post({})),

  reactivate: (id: number) => authorized(`/users/${id}/reactivate`, post({})),

  showPlans: () => authorized<readonly (ShowPlan & { readonly id: number })[]>('/showplans'),

  saveShowPlan: (plan: ShowPlan) => authorized('/showplans', post(plan)),
}
