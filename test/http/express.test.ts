import express from 'express'
import { afterAll, describe, expect, it } from 'vitest'
import { dropEmptied } from '../support/engines/open-emptied.ts'
import { httpCases } from './http-cases.ts'
import { expressOnSocket } from './support/mounts.ts'
import { isWhole, memory, postgres, sqlite } from './support/usual-stores.ts'
import { password, worlds } from './support/world.ts'

afterAll(dropEmptied)

for (const store of isWhole ? [sqlite, ...postgres] : postgres) httpCases(expressOnSocket('Express'), store)

describe.each([
  ['JSON', express.json()],
  ['any body as bytes', express.raw({ type: '*/*' })],
  ['any body as text', express.text({ type: '*/*' })],
  ['forms', express.urlencoded({ extended: true })],
] as const)('behind the body parser of a host for %s', (_, parser) => {
  const open = worlds(expressOnSocket('Express behind a parser', parser), memory)

  it('reads bodies that were read before', async () => {
    const w = await open()
    const owner = await w.person('owner')
    const invited = await w.post('/invitations', { email: 'ada@example.com', role: 'member', delivery: 'link' }, owner)
    expect(invited.status).toBe(201)
    const accepted = await w.post('/invitations/accept', { token: invited.body['token'], password })
    expect(accepted).toMatchObject({ status: 201, body: { account: { email: 'ada@example.com' } } })
    expect((await w.post('/login', { email: 'ada@example.com', password })).status).toBe(200)
    expect((await w.post('/logout', undefined, owner)).status).toBe(204)
    expect((await w.get('/session', owner)).status).toBe(401)
  })

  it('refuses what it refuses without it', async () => {
    const w = await open()
    const form = new URLSearchParams({ email: 'ada@example.com' })
    expect((await w.call('POST', '/password/forgot', { raw: form })).code).toBe('unsupported_media_type')
    expect((await w.call('POST', '/password/forgot', { body: { email: 7 } })).fields).toEqual(['email'])
    expect((await w.call('POST', '/password/forgot', { body: { email: 'a@b.example', more: 1 } })).fields).toEqual([
      'more',
    ])
  })
})
