'use server'

import { setSession } from 'invitekit/next'
import { redirect } from 'next/navigation'
import { answered, type FormState, secretly, typed } from '../form-state.ts'
import { product } from '../product.ts'
import { sender } from '../visitor.ts'

/** An account without an invitation: the service refuses it unless sign-up is open at this very request. */
export async function signUp(_: FormState, form: FormData): Promise<FormState> {
  const email = typed(form, 'email')
  const name = typed(form, 'name')
  const state = await answered(
    { email, name },
    async () => {
      const { from, device } = await sender()
      const input = { email, password: secretly(form, 'password'), ...(name && { profile: { name } }) }
      await setSession(product(), await product().accounts.signUp(input, { session: true, from, device }))
      return { done: true }
    },
    { 'profile.name': 'name' },
  )
  return state.done ? redirect('/onboarding') : state
}
