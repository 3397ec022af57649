'use server'

import { localPath } from 'invitekit/http'
import { setSession } from 'invitekit/next'
import { redirect } from 'next/navigation'
import { answered, type FormState, missing, secretly, typed } from '../form-state.ts'
import { product } from '../product.ts'
import { sender } from '../visitor.ts'

export async function logIn(_: FormState, form: FormData): Promise<FormState> {
  const email = typed(form, 'email')
  const password = secretly(form, 'password')
  const state = await answered({ email }, async () => {
    const { from, device } = await sender()
    const empty = Object.entries({ email, password }).filter(([, value]) => value === '')
    if (empty.length > 0) throw missing(...empty.map(([name]) => name))
    await setSession(product(), await product().sessions.login({ login: email, password }, { from, device }))
    return { done: true }
  })
  return state.done ? redirect(localPath(form.get('next'), '/')) : state
}
