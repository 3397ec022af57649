import { api } from '../../../app/api.ts'
import type { SignedUp, SignupInvitation, SignupRequest } from '../types/signup.types.ts'

const at = (token: string) => encodeURIComponent(token)

/** The way in: what a link offers, and the account that comes of it. */
export const signupApi = api.injectEndpoints({
  endpoints: (build) => ({
    validateInvitation: build.query<{ readonly valid: boolean }, string>({
      query: (token) => ({ method: 'GET', path: `/invitations/${at(token)}/validate` }),
      keepUnusedDataFor: 0,
    }),
    getSignup: build.query<SignupInvitation, string>({
      query: (token) => ({ method: 'GET', path: `/signup/${at(token)}` }),
      keepUnusedDataFor: 0,
    }),
    /** With a key that the page makes once: a form that is sent again after a lost answer is the same call. */
    completeSignup: build.mutation<
      SignedUp,
      { readonly token: string; readonly person: SignupRequest; readonly idempotencyKey: string }
    >({
      query: ({ token, person, idempotencyKey }) => ({
        method: 'POST',
        path: `/signup/${at(token)}`,
        body: person,
        idempotencyKey,
      }),
    }),
  }),
})

export const { useValidateInvitationQuery, useGetSignupQuery, useCompleteSignupMutation } = signupApi
