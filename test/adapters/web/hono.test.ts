import { Hono } from 'hono'
import { inviteRouter, requirePermission, requireSession } from '../../../adapters/web/hono/index.ts'
import { middlewareCases } from './middleware.ts'

middlewareCases('Hono', async (service) => {
  const member = requireSession(service)
  const viewer = requirePermission(service, 'people.view', ({ req }) => req.param('team'))
  const app = new Hono()
    .route('/auth', inviteRouter(service, { prefix: '/auth' }))
    .get('/auth/own', (context) => context.json('own'))
    .get('/me', member, (context) => context.json(context.get('session').account.email))
    .post('/note', member, (context) => context.json(context.get('session').account.email))
    .get('/token', requireSession(service, { trust: 'token' }), (context) =>
      context.json(context.get('session').actor.id),
    )
    .get('/teams/:team', viewer, (context) => context.json(context.get('session').account.email))
    .get('/both/:team', member, viewer, (context) => context.json(context.get('session').account.email))
  return { send: async (request) => app.request(request), close: async () => undefined }
})
