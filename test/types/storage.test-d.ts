import type { Generated, Kysely } from 'kysely'
import { describe, expectTypeOf, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'

interface Tables {
  readonly show_plans: { readonly id: Generated<number>; readonly tags: readonly string[]; readonly title: string }
}

describe('a storage over Kysely', () => {
  it('takes an instance of any schema', () => {
    expectTypeOf(kyselyStorage<Tables>).toBeCallableWith(null as unknown as Kysely<Tables>)
    expectTypeOf(kyselyStorage<unknown>).toBeCallableWith(null as unknown as Kysely<unknown>)
  })

  it('takes nothing else', () => {
    // @ts-expect-error A dialect is no instance.
    kyselyStorage({ createDriver: () => null })
  })
})
