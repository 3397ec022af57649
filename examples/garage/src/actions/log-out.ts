'use server'

import { localPath } from 'invitekit/http'
import { clearSession } from 'invitekit/next'
import { redirect } from 'next/navigation'
import { product } from '../product.ts'
import { sender } from '../visitor.ts'

export async function logOut(form: FormData): Promise<void> {
  const { session } = await sender()
  if (session) await product().sessions.revoke(session.session.id, { actor: session.actor })
  await clearSession(product())
  redirect(localPath(form.get('next'), '/login'))
}
