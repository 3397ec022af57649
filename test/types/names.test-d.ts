import { describe, expectTypeOf, it } from 'vitest'
import {
  type Actor,
  createInviteService,
  definePermissions,
  type InviteOptions,
  type InviteService,
  type Permissions,
  system,
} from '../../src/index.ts'

const permissions = definePermissions({
  flags: ['people.view', 'people.invite'],
  roles: { owner: { flags: 'all', keepOne: true }, member: ['people.view'] },
  grants: { owner: ['owner', 'member'] },
  verbs: { invite: 'people.invite', view: 'people.view' },
})
declare const options: InviteOptions<'people.view' | 'people.invite', 'owner' | 'member'>
declare const service: InviteService<'people.view' | 'people.invite', 'owner' | 'member'>
declare const actor: Actor
const by = { actor }
const email = 'ada@example.com'

describe('the names of flags and roles', () => {
  it('are known from the definition', () => {
    expectTypeOf(permissions).toEqualTypeOf<Permissions<'people.view' | 'people.invite', 'owner' | 'member'>>()
    expectTypeOf(createInviteService({ ...options, permissions })).toEqualTypeOf(service)
    expectTypeOf(permissions.flags).items.toEqualTypeOf<'people.view' | 'people.invite'>()
  })

  it('are checked within the definition', () => {
    const flags = ['a', 'b'] as const
    // @ts-expect-error no such flag
    definePermissions({ flags, roles: { admin: ['a', 'c'] } })
    // @ts-expect-error no such flag
    definePermissions({ flags, roles: { admin: { flags: ['c'] } } })
    // @ts-expect-error no such role
    definePermissions({ flags, roles: { admin: ['a'] }, grants: { amdin: [] } })
    // @ts-expect-error no such role
    definePermissions({ flags, roles: { admin: ['a'] }, grants: { admin: ['member'] } })
    // @ts-expect-error no such flag
    definePermissions({ flags, verbs: { invite: 'c' } })
    // @ts-expect-error no such verb
    definePermissions({ flags, verbs: { invit: 'a' } })
    // @ts-expect-error a role says `keepOne`
    definePermissions({ flags, roles: { admin: { flags: ['a'], keepone: true } } })
    // @ts-expect-error flags are `all` or a list
    definePermissions({ flags, roles: { admin: { flags: 'some' } } })
  })

  it('are checked in an invitation', () => {
    service.invitations.create({ email, role: 'member', permissions: ['people.invite'] }, by)
    service.invitations.create({ email, role: null, permissions: [] }, by)
    // @ts-expect-error no such role
    service.invitations.create({ email, role: 'membre' }, by)
    // @ts-expect-error no such flag
    service.invitations.create({ email, permissions: ['people.veiw'] }, by)
    // @ts-expect-error no such field
    service.invitations.create({ email, rôle: 'member' }, by)
    // @ts-expect-error no such role
    service.invitations.createMany([{ email, role: 'admin' }], by)
  })

  it('are checked in a question, an account and a membership', () => {
    service.can(actor, 'people.invite', 'team')
    // @ts-expect-error no such flag
    service.can(actor, 'people.invited')
    service.accounts.create({ email, role: 'owner' }, { actor: system })
    // @ts-expect-error no such role
    service.accounts.create({ email, role: 'boss' }, { actor: system })
    // @ts-expect-error no such flag
    service.accounts.create({ email, permissions: ['x'] }, { actor: system })
    service.accounts.updateMembership('id', '*', { role: 'owner', permissions: ['people.view'] }, by)
    // @ts-expect-error no such role
    service.accounts.updateMembership('id', '*', { role: 'boss' }, by)
    // @ts-expect-error no such flag
    service.accounts.updateMembership('id', '*', { permissions: ['people.veiw'] }, by)
  })

  it('are none where no roles are defined', () => {
    const bare = definePermissions({ flags: ['a'] })
    expectTypeOf(bare).toEqualTypeOf<Permissions<'a', never>>()
    const flagsOnly = createInviteService({ baseUrl: '', storage: options.storage, permissions: bare })
    flagsOnly.invitations.create({ email, permissions: ['a'] }, by)
    // @ts-expect-error there is no role
    flagsOnly.invitations.create({ email, role: 'member' }, by)
  })

  it('are text where a list is not known before the program runs', () => {
    const loaded: readonly string[] = ['a']
    const loose = definePermissions({ flags: loaded })
    expectTypeOf(loose).toEqualTypeOf<Permissions<string, never>>()
  })
})

describe('the words of the options', () => {
  it('are closed lists', () => {
    const with_ = (given: Partial<typeof options>) => ({ ...options, ...given })
    with_({ delivery: 'both', drain: 'manual', invitations: { accounts: 'beforehand', resend: 'append' } })
    // @ts-expect-error no such delivery
    with_({ delivery: 'fax' })
    // @ts-expect-error no such mode
    with_({ invitations: { resend: 'again' } })
    // @ts-expect-error no such option
    with_({ invitations: { lifeTime: '7d' } })
    // @ts-expect-error no such purpose
    with_({ links: { invite: '/join#{token}' } })
    // @ts-expect-error no such rule
    with_({ passwords: { minimun: 15 } })
    // @ts-expect-error no such option
    with_({ mailler: async () => undefined })
  })

  it('must have what nothing can guess', () => {
    // @ts-expect-error without a base URL
    createInviteService({ storage: options.storage, permissions })
    // @ts-expect-error without a storage
    createInviteService({ baseUrl: '', permissions })
    // @ts-expect-error without permissions
    createInviteService({ baseUrl: '', storage: options.storage })
  })
})

describe('who asks', () => {
  it('is always named', () => {
    // @ts-expect-error by nobody
    service.invitations.create({ email, role: 'member' })
    // @ts-expect-error by nobody
    service.invitations.create({ email, role: 'member' }, { delivery: 'link' })
    // @ts-expect-error by nobody
    service.accounts.suspend('id')
    // @ts-expect-error an id alone is nobody
    service.accounts.suspend('id', { actor: 'account-1' })
  })

  it('is a person where only a person can be', () => {
    // @ts-expect-error the system has no password
    service.accounts.changePassword({ currentPassword: '', newPassword: '' }, { actor: system })
    // @ts-expect-error the system accepts nothing
    service.invitations.accept({ token: '' }, { actor: system })
  })
})
