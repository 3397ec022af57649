import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  accountLifecycle,
  activationLifecycle,
  challengeLifecycle,
  errors,
  invitationLifecycle,
} from '../../src/index.ts'
import { diagram, lifecyclesPage, markdown, page } from '../../tools/lifecycle-diagrams.ts'

const written = readFileSync(page, 'utf8')
const tables = { accountLifecycle, activationLifecycle, challengeLifecycle, invitationLifecycle }

describe('docs/lifecycles.md', () => {
  it('is what the tables say', () => {
    expect(written, 'run `npm run docs:lifecycles`').toBe(lifecyclesPage())
  })

  it.each(Object.entries(tables))('shows the diagram and the table of %s', (_, table) => {
    expect(written).toContain(diagram(table))
    expect(written).toContain(markdown(table))
  })

  it('names each state and event once in a table, and no code that does not exist', () => {
    const rows = markdown(invitationLifecycle).split('\n')
    expect(rows[0]).toBe('| event | pending | expired | exhausted | accepted | declined | revoked |')
    expect(rows.slice(2).map((row) => row.split(' | ')[0])).toEqual(['| accept', '| decline', '| resend', '| revoke'])
    const codes = [...written.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, code]) => code)
    expect(codes.filter((code) => !Object.hasOwn(errors, code ?? ''))).toEqual([])
  })

  it('joins the events of one arrow, and ends where nothing leads on', () => {
    const table = {
      here: { go: { to: 'there' }, walk: { to: 'there' }, stay: { to: 'here' } },
      there: { go: { refuse: 'link_used' }, walk: { refuse: 'link_used' }, stay: { refuse: 'link_used' } },
    } as const
    expect(diagram(table)).toBe(
      ['stateDiagram-v2', '  here --> there: go, walk', '  here --> here: stay', '  there --> [*]'].join('\n'),
    )
  })
})
