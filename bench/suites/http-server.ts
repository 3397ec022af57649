// Run by http.ts in a process of its own, so that the client's work is not the server's.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { postgresEngine } from '../engines/postgres.ts'
import { sqliteEngine } from '../engines/sqlite.ts'
import { freshEmail, many, type Subject } from '../subject.ts'
import { byHand } from '../subjects/by-hand.ts'
import { ours } from '../subjects/ours.ts'

const LINKS = 200

const [url] = process.argv.slice(2)
const engine = url === undefined ? await sqliteEngine() : await postgresEngine(url)
const hand = await byHand(await engine.open('http_hand'))
const us = await ours(await engine.open('http_ours'))
const mount: string = 'invitekit/hono'
const { inviteRouter } = (await import(mount)) as typeof import('../../adapters/web/hono/index.ts')

const app = new Hono()
app.post('/hand', async (context) => context.json(await hand.validate((await context.req.json()).token)))
app.route('/api', inviteRouter(us.service, { prefix: '/api' }))

async function links<P>(subject: Subject<P, string>): Promise<readonly string[]> {
  const owner = await subject.person(freshEmail(), 'http')
  return many(LINKS, () => subject.create(owner, 'http', freshEmail()))
}

const paths = { '/hand': await links(hand), '/api/invitations/preview': await links(us) }
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  process.send?.({ port, paths }),
)
process.once('message', async () => {
  server.close()
  await engine.close()
  process.exit(0)
})
