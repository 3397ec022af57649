import type { Store } from '../engines/store.ts'
import { password, type Subject } from '../subject.ts'

/** What is used of better-auth. Its own types need an installation that a type check of this project should not need. */
interface Auth {
  readonly api: {
    signUpEmail(call: { body: object; returnHeaders: true }): Promise<{ headers: Headers }>
    signInEmail(call: { body: object }): Promise<unknown>
    createOrganization(call: { body: object; headers: Headers }): Promise<{ id: string }>
    createInvitation(call: { body: object; headers: Headers }): Promise<{ id: string }>
    getInvitation(call: { query: object; headers: Headers }): Promise<unknown>
    acceptInvitation(call: { body: object; headers: Headers }): Promise<unknown>
    listInvitations(call: { query: object; headers: Headers }): Promise<unknown>
    requestPasswordReset(call: { body: object }): Promise<unknown>
    resetPassword(call: { body: object }): Promise<unknown>
    getSession(call: { headers: Headers }): Promise<{ user: { id: string } }>
  }
}

export interface PeerOwner {
  readonly headers: Headers
  readonly organization: string
}

export interface PeerLink {
  readonly id: string
  /** The session of the person whom it is for, where one is needed. */
  readonly headers: Headers
}

const load = <M>(name: string): Promise<M> => import(name)
const DAY = 86_400_000

/** better-auth with its organization plugin, as its guide sets it up; its limits are lifted, its rate limiter is HTTP's. */
export async function peer(store: Store, { hashing = false } = {}): Promise<Subject<PeerOwner, PeerLink>> {
  const { betterAuth } = await load<{ betterAuth(options: object): Auth }>('better-auth')
  const { organization } = await load<{ organization(options: object): object }>('better-auth/plugins')
  const { getMigrations } = await load<{ getMigrations(options: object): Promise<{ runMigrations(): Promise<void> }> }>(
    'better-auth/db/migration',
  )
  const tokens = new Map<string, string>()
  const noHash = {
    hash: async (text: string) => text,
    verify: async (given: { hash: string; password: string }) => given.hash === given.password,
  }
  const options = {
    baseURL: 'http://localhost:3000',
    secret: 'a secret of the benchmark and of nothing else',
    database: store.kind === 'pg' ? store.pool : store.database,
    logger: { disabled: true },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      sendResetPassword: async ({ user, token }: { user: { email: string }; token: string }) =>
        void tokens.set(user.email, token),
      ...(hashing ? {} : { password: noHash }),
    },
    plugins: [organization({ membershipLimit: 1e9, invitationLimit: 1e9, organizationLimit: 1e9 })],
  }
  await (await getMigrations(options)).runMigrations()
  const { api } = betterAuth(options)
  const organizations = new Map<string, Promise<string>>()

  const signUp = async (email: string): Promise<Headers> => {
    const { headers } = await api.signUpEmail({ body: { email, password, name: 'Ada' }, returnHeaders: true })
    const cookie = headers.getSetCookie().map((line) => line.split(';')[0])
    return new Headers({ cookie: cookie.join('; ') })
  }
  return {
    person: async (email, scope) => {
      const headers = await signUp(email)
      // Only who made an organization owns it; others of the same scope make one of their own.
      const slug = `${scope}-${email.split('@')[0]}`
      organizations.set(
        scope,
        organizations.get(scope) ??
          api.createOrganization({ body: { name: slug, slug }, headers }).then(({ id }) => id),
      )
      return { headers, organization: (await organizations.get(scope)) ?? '' }
    },
    create: async ({ headers, organization: organizationId }, _scope, email) => {
      const { id } = await api.createInvitation({ body: { email, role: 'member', organizationId }, headers })
      return { id, headers }
    },
    shown: async ({ id }, email) => ({ id, headers: await signUp(email) }),
    validate: ({ id, headers }) => api.getInvitation({ query: { id }, headers }),
    accept: async ({ id }, email) => api.acceptInvitation({ body: { invitationId: id }, headers: await signUp(email) }),
    list: ({ headers, organization: organizationId }) => api.listInvitations({ query: { organizationId }, headers }),
    request: (email) => api.requestPasswordReset({ body: { email } }),
    resetLink: async (_, email) => {
      await api.requestPasswordReset({ body: { email } })
      return tokens.get(email) ?? ''
    },
    reset: (token) => api.resetPassword({ body: { token, newPassword: password } }),
    login: (email) => api.signInEmail({ body: { email, password } }),
    fill: async ({ headers, organization: organizationId }, _scope, count) => {
      const { user } = await api.getSession({ headers })
      const [now, later] = [new Date().toISOString(), new Date(Date.now() + 7 * DAY).toISOString()]
      await store.run(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
        insert into invitation (id, "organizationId", email, role, status, "expiresAt", "createdAt", "inviterId")
        select '00-' || (1000000000 + i), '${organizationId}', 'filler-' || i || '@example.com', 'member', 'pending',
          '${later}', '${now}', '${user.id}' from n`)
      await store.run(store.kind === 'pg' ? 'vacuum analyze' : 'analyze')
    },
  }
}
