import { localPath } from 'invitekit/http'
import { clearSession, getSession, setSession } from 'invitekit/next'
import { redirect } from 'next/navigation'
import { email, password, service } from '../service.js'

async function logIn(form) {
  'use server'
  const ready = await service
  await setSession(ready, await ready.sessions.login({ login: email, password }))
  redirect(localPath(form.get('next'), '/people'))
}

async function logOut() {
  'use server'
  const ready = await service
  const session = await getSession(ready, { changes: true })
  if (session) await clearSession(ready)
}

export default async function Login({ searchParams }) {
  const { next = '' } = await searchParams
  const session = await getSession(await service)
  return session ? (
    <form action={logOut}>
      <p id="who">{session.account.email}</p>
      <button type="submit">Log out</button>
    </form>
  ) : (
    <form action={logIn}>
      <input type="hidden" name="next" value={next} />
      <button type="submit">Log in</button>
    </form>
  )
}
