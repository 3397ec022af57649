import express from 'express'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import { inviteRouter, requirePermission, requireSession } from '../../../adapters/web/express/index.ts'
import { webCryptoRandom } from '../../../src/defaults/random.ts'
import { mintSecret } from '../../../src/tokens/secret.ts'
import { onSocket } from '../../http/support/mounts.ts'
import { testService } from '../../support/service.ts'
import { middlewareCases } from './middleware.ts'

middlewareCases('Express', (service) => {
  const app = express()
  const member = requireSession(service)
  const token = requireSession(service, { trust: 'token' })
  const viewer = requirePermission(service, 'people.view', ({ params }) => String(params['team']))
  app.use('/auth', inviteRouter(service))
  app.get('/auth/own', (_, response) => void response.json('own'))
  app.get('/me', member, (_, response) => void response.json(member.of(response).account.email))
  app.post('/note', member, (_, response) => void response.json(member.of(response).account.email))
  app.get('/token', token, (_, response) => void response.json(token.of(response).actor.id))
  app.get('/teams/:team', viewer, (_, response) => void response.json(viewer.of(response).account.email))
  app.use('/both', member)
  app.get('/both/:team', viewer, (_, response) => void response.json(response.locals['session'].account.email))
  return onSocket(app)
})

describe('the middleware of Express', () => {
  it('complains where it does not stand before a handler, and hands errors on', async () => {
    const storage = memoryStorage()
    const { service } = testService({ ...storage, load: () => Promise.reject(new Error('the database is gone')) })
    const member = requireSession(service)
    const app = express().set('env', 'test')
    app.get('/open', (_, response) => void response.json(member.of(response)))
    app.get('/me', member, (_, response) => void response.json('me'))
    const heard: string[] = []
    const onError: express.ErrorRequestHandler = (error: Error, _, response, __) => {
      heard.push(error.message)
      response.status(500).end()
    }
    const { send, close } = await onSocket(app.use(onError))
    const authorization = `Bearer ${mintSecret('session', webCryptoRandom)}`
    await send(new Request('https://app.example.com/open'))
    await send(new Request('https://app.example.com/me', { headers: { authorization } }))
    await close()
    expect(heard).toEqual([expect.stringContaining('requireSession'), 'the database is gone'])
  })
})
