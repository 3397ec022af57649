import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import {
  InviteProvider,
  useInvitation,
  useLinkToken,
  usePasswordRules,
  useSession,
} from '../../adapters/react/index.ts'
import { createClient } from '../../src/client.ts'

const client = createClient({ fetch: () => Promise.reject(new Error('a server renders without asking')) })

function Page() {
  const session = useSession()
  const token = useLinkToken()
  const { status } = useInvitation(token)
  const rules = usePasswordRules(null, '')
  return h('p', null, `${session.status} ${token} ${status} ${rules.length}`)
}

it('pages render on a server, which asks nothing', () => {
  expect(renderToString(h(InviteProvider, { client }, h(Page)))).toBe('<p>loading null none 0</p>')
})

it('a server that knows who is logged in says so in the first picture', () => {
  const session = { status: 'out', error: null } as const
  expect(renderToString(h(InviteProvider, { client, session }, h(Page)))).toBe('<p>out null none 0</p>')
})

it('a hook without a provider says what is missing', () => {
  expect(() => renderToString(h(Page))).toThrow('There is no <InviteProvider>')
})
