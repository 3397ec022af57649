'use server'

import { InviteError } from 'invitekit'
import { revalidatePath } from 'next/cache'
import { answered, type FormState, missing, typed } from '../form-state.ts'
import { product } from '../product.ts'
import { sender } from '../visitor.ts'

async function administrator() {
  const { session } = await sender()
  if (session === null) throw new InviteError('not_authenticated')
  return session.actor
}

const wrongDays = (days: number) =>
  new InviteError('invalid_input', { fields: [{ field: 'days', code: days > 90 ? 'too_large' : 'too_small' }] })

const names = { scope: 'garage', expiresIn: 'days' }

/** Invites somebody; the link is shown once, and mailed as well where that is asked for. */
export async function invite(_: FormState, form: FormData): Promise<FormState> {
  const [email, garage, days, mailed] = ['email', 'garage', 'days', 'mailed'].map((name) => typed(form, name))
  const values = { email: email ?? '', garage: garage ?? '', days: days ?? '', mailed: mailed ?? '' }
  return answered(
    values,
    async () => {
      const actor = await administrator()
      if (!email) throw missing('email')
      const length = Number(days || 30)
      if (!Number.isInteger(length) || length < 1 || length > 90) throw wrongDays(length)
      const { url } = await product().invitations.create(
        {
          email,
          ...(garage ? { scope: garage, role: 'owner' } : {}),
          expiresIn: { days: length },
        },
        { actor, delivery: mailed ? 'both' : 'link' },
      )
      revalidatePath('/administration')
      return { done: true, values: { email }, ...(url && { link: url }) }
    },
    names,
  )
}

/** A new link for an invitation; the earlier ones are worth nothing from now on. */
export async function renew(_: FormState, form: FormData): Promise<FormState> {
  return answered({}, async () => {
    const actor = await administrator()
    const { url, email } = await product().invitations.resend(typed(form, 'id'), { actor, delivery: 'link' })
    revalidatePath('/administration')
    return { done: true, values: { email: email ?? '' }, ...(url && { link: url }) }
  })
}

/** Takes an invitation back. */
export async function revoke(_: FormState, form: FormData): Promise<FormState> {
  return answered({}, async () => {
    const actor = await administrator()
    await product().invitations.revoke(typed(form, 'id'), { actor })
    revalidatePath('/administration')
    return { done: true }
  })
}
