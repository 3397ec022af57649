import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { membershipMask } from '../../src/domain/authority.ts'
import {
  covers,
  definePermissions,
  flagsIn,
  maskOf,
  type Permissions,
  type PermissionsDefinition,
  roleMask,
} from '../../src/domain/permissions.ts'
import { radioFlags } from '../support/radio-flags.ts'
import { membershipRow } from '../support/rows.ts'

const radio = definePermissions({
  flags: radioFlags,
  roles: { direction: { flags: 'all', keepOne: true }, guest: ['can_view_messages'] },
  grants: { direction: ['direction', 'guest'] },
  verbs: { invite: 'can_edit_users', assign: 'can_assign_roles' },
})

const sets = fc.subarray([...radioFlags])
const isSubset = (small: readonly string[], large: readonly string[]) => small.every((one) => large.includes(one))

/** For callers without types. */
const loosely = (definition: object): Permissions =>
  definePermissions(definition as PermissionsDefinition<string, string>)

describe('definePermissions', () => {
  it.each([
    ['a flag that is named twice', { flags: ['a', 'b', 'a'] }, '"flags"'],
    ['an unknown flag of a role', { flags: ['a'], roles: { admin: ['a', 'aa'] } }, '"roles.admin"'],
    ['an unknown flag of a role that keeps one', { flags: ['a'], roles: { admin: { flags: ['b'] } } }, '"roles.admin"'],
    ['a role that grants and is unknown', { flags: ['a'], roles: { admin: ['a'] }, grants: { amdin: [] } }, '"grants"'],
    ['an unknown role that is granted', { flags: ['a'], roles: { b: [] }, grants: { b: ['c'] } }, '"grants"'],
    ['an unknown flag of a verb', { flags: ['a'], verbs: { invite: 'b' } }, '"verbs.invite"'],
    ['a flag that every object has', { flags: ['a'], roles: { admin: ['constructor'] } }, '"roles.admin"'],
  ])('throws a TypeError that names %s', (_, definition, option) => {
    expect(() => loosely(definition)).toThrow(TypeError)
    expect(() => loosely(definition)).toThrow(option)
  })

  it('throws a TypeError that names an unknown verb', () => {
    expect(() => loosely({ flags: ['a'], verbs: { invit: 'a' } })).toThrow('"verbs.invit"')
  })

  it('keeps no list that the caller may change later', () => {
    const flags = ['a', 'b']
    const permissions = loosely({ flags, roles: { all: { flags: 'all' } } })
    flags.push('c')
    expect(permissions.flags).toEqual(['a', 'b'])
  })

  it('changes nothing of what it is given', () => {
    const definition = Object.freeze({
      flags: Object.freeze(['a', 'b']),
      roles: Object.freeze({ admin: Object.freeze({ flags: 'all', keepOne: true }), member: Object.freeze(['a']) }),
      grants: Object.freeze({ admin: Object.freeze(['member']) }),
      verbs: Object.freeze({ invite: 'a' }),
    })
    expect(loosely(definition).roles).toEqual(['admin', 'member'])
  })

  it('takes names that every object has for what they are: names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'] as const
    const permissions = definePermissions({ flags: names, roles: { constructor: ['toString'] } })
    expect(maskOf(permissions, names)).toBe(15n)
    expect(flagsIn(permissions, roleMask(permissions, 'constructor'))).toEqual(['toString'])
    expect(roleMask(permissions, '__proto__')).toBe(0n)
    expect(maskOf(radio, names)).toBe(0n)
  })

  it('gives a role with `all` every flag, and remembers who keeps one', () => {
    expect(flagsIn(radio, roleMask(radio, 'direction'))).toEqual(radioFlags.toSorted())
    expect([...radio.keepOne]).toEqual(['direction'])
    expect(radio.grants.get('direction')).toEqual(new Set(['direction', 'guest']))
    expect(radio.verbs.get('invite')).toBe(maskOf(radio, ['can_edit_users']))
    expect(radio.verbs.has('audit')).toBe(false)
  })

  it('needs neither roles nor grants nor verbs', () => {
    const bare = definePermissions({ flags: ['a'] })
    expect(bare.roles).toEqual([])
    expectTypeOf(bare).toEqualTypeOf<Permissions<'a', never>>()
  })
})

describe('a mask', () => {
  it('gives every one of 63 flags a bit of its own', () => {
    expect(radioFlags).toHaveLength(63)
    const bits = radioFlags.map((flag) => maskOf(radio, [flag]))
    expect(new Set(bits).size).toBe(63)
    expect(bits.reduce((all, bit) => all | bit, 0n)).toBe((1n << 63n) - 1n)
  })

  it('covers itself and nothing else, for every single flag', () => {
    for (const held of radioFlags)
      for (const asked of radioFlags) expect(covers(maskOf(radio, [held]), maskOf(radio, [asked]))).toBe(held === asked)
  })

  it('covers its two flags and no third, for every pair', () => {
    for (const [n, first] of radioFlags.entries()) {
      for (const second of radioFlags.slice(n + 1)) {
        const pair = maskOf(radio, [first, second])
        expect(flagsIn(radio, pair)).toEqual([first, second].toSorted())
        expect(radioFlags.filter((flag) => covers(pair, maskOf(radio, [flag])))).toEqual([first, second])
        expect(covers(maskOf(radio, [first]), pair)).toBe(false)
      }
    }
  })

  it('is a set: union, difference and subset are those of the names', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [left, right] = [maskOf(radio, a), maskOf(radio, b)]
        expect(covers(left, right)).toBe(isSubset(b, a))
        expect(flagsIn(radio, left | right)).toEqual([...new Set([...a, ...b])].toSorted())
        expect(flagsIn(radio, left & ~right)).toEqual(a.filter((flag) => !b.includes(flag)).toSorted())
      }),
      { numRuns: 2000 },
    )
  })

  it('reads what is stored, in any order and however often, and a flag or role of yesterday as nothing', () => {
    fc.assert(
      fc.property(sets, (flags) => {
        const twice = [...flags, ...flags.toReversed(), 'can_do_what_nobody_can_any_more']
        expect(maskOf(radio, twice)).toBe(maskOf(radio, flags))
        expect(flagsIn(radio, maskOf(radio, twice))).toEqual(flags.toSorted())
      }),
    )
    expect(roleMask(radio, 'a role of yesterday')).toBe(0n)
    expect(roleMask(radio, null)).toBe(0n)
  })
})

describe('the cost', () => {
  const some = definePermissions({ flags: radioFlags.slice(0, 5), roles: { all: { flags: 'all' } } })
  const many = definePermissions({ flags: radioFlags, roles: { all: { flags: 'all' } } })

  /** How often the tables are looked into for one decision. */
  function lookUps(permissions: Permissions, own: readonly string[]): number {
    let count = 0
    const counting = <V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> => {
      const counted = new Map(map)
      counted.get = (key) => {
        count++
        return map.get(key)
      }
      return counted
    }
    const counted = {
      ...permissions,
      bits: counting(permissions.bits),
      roleMasks: counting(permissions.roleMasks),
      get flags(): readonly string[] {
        throw new Error('The list of all flags was walked')
      },
    }
    covers(membershipMask(counted, membershipRow({ role: 'all', permissions: own })), 1n)
    return count
  }

  it('of a decision is the same with 63 flags as with 5', () => {
    const own = radioFlags.slice(0, 3)
    expect(lookUps(some, own)).toBe(4)
    expect(lookUps(many, own)).toBe(lookUps(some, own))
  })

  it('of a role is one look-up, however many flags it has', () => {
    expect(lookUps(many, [])).toBe(1)
    expect(roleMask(many, 'all')).toBe((1n << 63n) - 1n)
  })
})
