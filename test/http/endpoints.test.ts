import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { answerSchemas } from '../../src/http/openapi/answer-schemas.ts'
import { endpoints, routes } from '../../src/http.ts'
import { errors } from '../../src/index.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** The doc comments of the service's verbs, by `group.verb`. */
function verbDocs(): ReadonlyMap<string, string> {
  const groups = /^(Invitations|Activations|Resets|Sessions|Accounts|InviteService)$/
  const sources = globSync('src/service/**/*.ts', { cwd: root }).map((file) =>
    ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true),
  )
  const docs = new Map<string, string>()
  const commentOf = (node: ts.Node) =>
    ts
      .getJSDocCommentsAndTags(node)
      .map((doc) => doc.getText())
      .join(' ')
  for (const statement of sources.flatMap(({ statements }) => [...statements]))
    if (ts.isInterfaceDeclaration(statement) && groups.test(statement.name.text))
      for (const member of statement.members)
        docs.set(`${statement.name.text.toLowerCase()}.${member.name?.getText()}`, commentOf(member))
  docs.set('audit.list', docs.get('inviteservice.audit') ?? '')
  return docs
}

const docs = verbDocs()

function codesIn(verb: string): readonly string[] {
  const text = docs.get(verb) ?? ''
  const [, other] = /Refuses as `(\w+)` does/.exec(text) ?? []
  const own = [...text.matchAll(/`([a-z_]+)`/g)]
    .map(([, code]) => String(code))
    .filter((code) => Object.hasOwn(errors, code))
  return [...own, ...(other ? codesIn(`${verb.split('.')[0]}.${other}`) : [])]
}

/** What every verb that an account asks for may refuse is said once, above them all. */
const said = new Set(['not_authenticated', 'forbidden'])
const sorted = (codes: readonly string[]) => [...new Set(codes)].filter((code) => !said.has(code)).sort()

describe('the endpoints', () => {
  const verbs = routes.map(({ operation = '' }) => operation)

  it('are all served, each by its verb', () => {
    const named = Object.entries(endpoints).flatMap(([group, inner]) =>
      Object.keys(inner).map((verb) => `${group}.${verb}`),
    )
    expect(verbs).toEqual(named)
    expect(verbs.filter((verb) => !verb.startsWith('machine.') && !docs.has(verb))).toEqual([])
  })

  it('are plain data: nothing comes along with them', () => {
    const text = read('src/http/endpoints.ts')
    expect(text.match(/^import .*/gm)).toEqual([`import type { Endpoint } from './endpoint.ts'`])
    expect(JSON.parse(JSON.stringify(endpoints))).toEqual(endpoints)
  })

  it('have a schema of the answer each, where there is one', () => {
    for (const { operation = '', status } of routes) {
      const [group = '', verb = ''] = operation.split('.')
      expect(Reflect.get(Object(Reflect.get(answerSchemas, group)), verb) === null, operation).toBe(status === 204)
    }
  })

  it.each(routes.filter(({ operation }) => !operation?.startsWith('machine.')))(
    '$operation refuses what its verb says that it refuses',
    ({ operation = '', refuses = [] }) => expect(sorted(refuses)).toEqual(sorted(codesIn(operation))),
  )

  it('stand in docs/http.md, all of them', () => {
    const rows = [
      ...read('docs/http.md').matchAll(/^\| `(GET|POST|PATCH|DELETE) (\S+)` \| `(\w+)\.(\w+)` \| (\w+) \|/gm),
    ]
    const needs = { required: 'yes', optional: 'optional', none: 'no', token: 'token' } as const
    expect(rows.map(([, method, path, group, verb, session]) => [method, path, `${group}.${verb}`, session])).toEqual(
      routes.map(({ method, path, operation, session }) => [method, path, operation, needs[session]]),
    )
  })
})
