'use server'

import { InviteError } from 'invitekit'
import { redirect } from 'next/navigation'
import { answered, type FormState, missing, typed } from '../form-state.ts'
import { shared } from '../product.ts'
import { sender } from '../visitor.ts'

const LONGEST = 80

/** Makes the person's garage, and the person its owner. */
export async function foundGarage(_: FormState, form: FormData): Promise<FormState> {
  const name = typed(form, 'name').replace(/\s+/g, ' ')
  const state = await answered({ name }, async () => {
    const { session } = await sender()
    if (session === null) throw new InviteError('not_authenticated')
    if (name === '') throw missing('name')
    if (name.length > LONGEST)
      throw new InviteError('invalid_input', { fields: [{ field: 'name', code: 'too_large' }] })
    if (!name.isWellFormed() || /\p{Cc}/u.test(name))
      throw new InviteError('invalid_input', { fields: [{ field: 'name', code: 'invalid_characters' }] })
    // Null: there is a garage already, from the same form perhaps. Its page is the answer either way.
    await shared().garages.found(name, session.account.id)
    return { done: true }
  })
  return state.done ? redirect('/') : state
}
