'use server'

import { redirect } from 'next/navigation'
import { answered, type FormState, missing, secretly, typed } from '../form-state.ts'
import { product } from '../product.ts'
import { sender } from '../visitor.ts'

/** Asks for a link. Whether somebody has the address, nobody learns. */
export async function requestReset(_: FormState, form: FormData): Promise<FormState> {
  const email = typed(form, 'email')
  return answered({ email }, async () => {
    const { from } = await sender()
    if (email === '') throw missing('email')
    await product().resets.request({ email }, { from })
    return { done: true, values: { email } }
  })
}

/** Sets the new password. It logs nobody in, and ends every session that there was. */
export async function completeReset(_: FormState, form: FormData): Promise<FormState> {
  const state = await answered({}, async () => {
    const { from } = await sender()
    await product().resets.complete({ token: typed(form, 'token'), password: secretly(form, 'password') }, { from })
    return { done: true }
  })
  return state.done ? redirect('/login?reset') : state
}
