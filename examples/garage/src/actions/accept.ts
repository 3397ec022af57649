'use server'

import { setSession } from 'invitekit/next'
import { redirect } from 'next/navigation'
import { answered, type FormState, secretly, typed } from '../form-state.ts'
import { product } from '../product.ts'
import { sender } from '../visitor.ts'

/** Takes the invitation: makes the account and logs in, or adds to the account that is logged in. */
export async function accept(_: FormState, form: FormData): Promise<FormState> {
  const token = typed(form, 'token')
  const name = typed(form, 'name')
  const idempotencyKey = typed(form, 'key')
  let next = '/'
  const state = await answered(
    { name },
    async () => {
      const { session, from, device } = await sender()
      const person = session ? {} : { password: secretly(form, 'password'), ...(name && { profile: { name } }) }
      const accepted = await product().invitations.accept(
        { token, ...person },
        {
          session: true,
          from,
          device,
          // Whoever is logged in sees by their account what has become of the first time.
          ...(session ? { actor: session.actor } : idempotencyKey && { idempotencyKey }),
        },
      )
      await setSession(product(), accepted)
      // The button was pressed twice: the account is made, and only the first answer logs in.
      if (!session && accepted.sessionToken === null) next = '/login?made'
      else if (accepted.membership === null) next = '/onboarding'
      return { done: true }
    },
    { 'profile.name': 'name' },
  )
  return state.done ? redirect(next) : state
}
