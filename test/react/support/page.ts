// A page as a host would write one, with every hook: what the browser test drives.
import { createElement as h, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import {
  InviteProvider,
  useAcceptance,
  useActivation,
  useInvitation,
  useLinkToken,
  usePasswordRules,
  useReset,
  useResetRequest,
  useSession,
} from '../../../adapters/react/index.ts'
import { createClient } from '../../../src/client.ts'

const button = (label: string, onClick: () => unknown) =>
  h('button', { type: 'button', onClick: () => void onClick() }, label)
const line = (id: string, text: unknown) => h('p', { id }, typeof text === 'string' ? text : JSON.stringify(text))

function Who() {
  const session = useSession()
  return h(
    'section',
    null,
    line('session', session.status === 'in' ? `in as ${session.account.email}` : session.status),
    line('login-error', session.login.error?.code ?? 'none'),
    button('log in', () => session.login.run({ email: 'ada@example.com', password: 'tangerine bicycle 47 lanterns' })),
    button('log in badly', () => session.login.run({ email: 'ada@example.com', password: 'wrong' })),
    button('log out', () => session.logout.run()),
  )
}

/** A second component over the same session. */
const Who2 = () => line('second', useSession().status)

function Join({ token }: { readonly token: string }) {
  const { status, preview, error } = useInvitation(token)
  const { accept, decline } = useAcceptance(token)
  const [password, setPassword] = useState('')
  const rules = usePasswordRules(preview?.passwordRules ?? null, password, [preview?.invitation?.email ?? ''])
  return h(
    'section',
    null,
    line('preview', `${status} ${preview?.next ?? error?.code}`),
    line('rules', rules.map(({ code, met }) => `${code}:${met}`).join(' ')),
    line('accept', `${accept.status} ${accept.error?.fields.map(({ code }) => code).join(' ') ?? ''}`),
    line('decline', decline.status),
    h('input', {
      'aria-label': 'password',
      value: password,
      onChange: (event: { target: { value: string } }) => setPassword(event.target.value),
    }),
    button('join', () => accept.run({ password })),
    button('join twice', () => Promise.all([accept.run({ password }), accept.run({ password })])),
    button('decline', () => decline.run()),
  )
}

function Activate({ token }: { readonly token: string | null }) {
  const { status, preview, complete } = useActivation(token)
  return h(
    'section',
    null,
    line('activation', `${status} ${preview?.email}`),
    line('activated', complete.status),
    button('activate', () => complete.run({ password: 'eleven paper boats drift north' })),
  )
}

function Reset({ token }: { readonly token: string | null }) {
  const { status, preview, complete } = useReset(token)
  const forgot = useResetRequest()
  return h(
    'section',
    null,
    line('reset', `${status} ${preview?.email ?? ''}`),
    line('reset-done', complete.status),
    line('forgot', forgot.status),
    button('reset', () => complete.run({ password: 'eleven paper boats drift north' })),
    button('forgot', () => forgot.run({ email: 'ada@example.com' })),
  )
}

function App() {
  const fragment = useLinkToken()
  const inQuery = useLinkToken({ query: 'token' })
  const token = fragment ?? inQuery
  const page = window.location.pathname
  return h(
    'main',
    null,
    h(Who),
    h(Who2),
    token !== null && page === '/join' ? h(Join, { token }) : null,
    page === '/activate' ? h(Activate, { token }) : null,
    page === '/reset' ? h(Reset, { token }) : null,
  )
}

const client = createClient({ prefix: '/api', locale: 'en' })
createRoot(document.getElementById('root') as HTMLElement).render(
  h(StrictMode, null, h(InviteProvider, { client }, h(App))),
)
