import { requireSession } from 'invitekit/next'
import { service } from '../service.js'

export default async function People({ searchParams }) {
  const { page = '1' } = await searchParams
  const { account } = await requireSession(await service, { login: '/login', next: `/people?page=${page}` })
  return <p id="who">{account.email}</p>
}
