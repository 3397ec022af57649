import * as z from 'zod/mini'
import { type Code, errors } from '../../domain/errors.ts'
import * as input from '../../service/input.ts'
import type { Carry } from '../carry.ts'
import type { Route } from '../route.ts'
import { answerSchemas, json, parts, problem } from './answer-schemas.ts'

/** Where the routes are mounted. */
export interface MountedAt {
  /** The base URL with the prefix. */
  readonly url: string
  readonly carry: Carry
}

type Schema = Readonly<Record<string, unknown>>

const ANY_OBJECT = { type: 'object', additionalProperties: true }

/** What JSON Schema cannot find out: what a text means, and what a function looks at. */
const hints: ReadonlyMap<unknown, Schema> = new Map<unknown, Schema>([
  [input.json, ANY_OBJECT],
  [json, ANY_OBJECT],
  [input.email, { format: 'email' }],
  [input.password, { format: 'password' }],
  [input.duration, { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'number' } }] }],
])

/** The routes of a mount as an OpenAPI 3.1 document, from the schemas that check what comes. */
export function openapiDocument(routes: readonly Route[], mounted: MountedAt): Schema {
  const described = routes.filter(({ operation }) => operation !== undefined)
  const paths: Record<string, Record<string, Schema>> = {}
  const bodies = z.registry<{ readonly id: string }>()
  const answers = z.registry<{ readonly id: string }>()
  for (const [id, schema] of Object.entries(parts)) answers.add(schema, { id })
  for (const route of described) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, mounted, { bodies, answers }) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'invitekit', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: mounted.url }],
    paths,
    components: {
      schemas: { ...schemasOf(answers, 'output'), ...schemasOf(bodies, 'input') },
      securitySchemes: securitySchemes(mounted),
    },
  }
}

type Registry = ReturnType<typeof z.registry<{ readonly id: string }>>

interface Registries {
  readonly bodies: Registry
  readonly answers: Registry
}

function operationOf(route: Route, mounted: MountedAt, { bodies, answers }: Registries): Schema {
  const { operation = '', status } = route
  const [group = '', verb = ''] = operation.split('.')
  const name = `${group[0]?.toUpperCase()}${group.slice(1)}${verb[0]?.toUpperCase()}${verb.slice(1)}`
  const body = route.body && z.strictObject(Object.assign({}, ...route.body.map(({ shape }) => shape)))
  const answer = answerOf(group, verb)
  if (body) bodies.add(body, { id: `${name}Body` })
  if (answer && !answers.has(answer)) answers.add(answer, { id: `${name}Answer` })
  const parameters = parametersOf(route)
  return {
    operationId: operation,
    tags: [group],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body ? { requestBody: { required: bodyIsRequired(body), content: contentOf(ref(bodies, body)) } } : {}),
    responses: {
      [status]: { description: 'Done', ...(answer ? { content: contentOf(ref(answers, answer)) } : {}) },
      ...refusalsOf(route, answers),
    },
    security: securityOf(route, mounted),
  }
}

const answerOf = (group: string, verb: string): z.ZodMiniType | null =>
  (answerSchemas as Readonly<Record<string, Readonly<Record<string, z.ZodMiniType | null>>>>)[group]?.[verb] ?? null

const bodyIsRequired = (body: z.ZodMiniType): boolean => !z.safeParse(body, {}).success

const contentOf = (schema: Schema, type = 'application/json') => ({ [type]: { schema } })
const ref = (registry: Registry, schema: z.ZodMiniType): Schema => ({
  $ref: `#/components/schemas/${registry.get(schema)?.id}`,
})

function schemasOf(registry: Registry, io: 'input' | 'output'): Schema {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      Object.assign(jsonSchema, hints.get(zodSchema))
      // Generators of clients make a field that has a default one that must be sent.
      delete jsonSchema.default
      // A later version may answer more than this one: a client must not mind.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]))
}

function parametersOf({ path, query, keyed }: Route): readonly Schema[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => parameter(String(name), 'path', { type: 'string' }))
  const properties = query ? (z.toJSONSchema(query, { io: 'input' }).properties ?? {}) : {}
  const inQuery = Object.entries(properties).map(([name, schema]) => parameter(name, 'query', schema))
  return [...inPath, ...inQuery, ...(keyed ? [parameter('Idempotency-Key', 'header', { type: 'string' })] : [])]
}

const parameter = (name: string, place: 'path' | 'query' | 'header', schema: unknown): Schema => ({
  name,
  in: place,
  required: place === 'path',
  schema,
})

const CHANGING = [
  'foreign_origin',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'limiter_down',
] as const satisfies readonly Code[]

/** What holds beside the verb's own refusals, for whichever route. */
function refusalCodes(route: Route): readonly Code[] {
  const takesInput = route.method !== 'GET' || route.query !== undefined || route.path.includes(':')
  return [
    ...(route.refuses ?? []),
    ...(takesInput ? (['invalid_input'] as const) : []),
    ...(route.session === 'none' ? [] : (['not_authenticated'] as const)),
    ...(route.method === 'GET' ? [] : CHANGING),
    'internal',
    'busy',
  ]
}

function refusalsOf(route: Route, answers: Registry): Readonly<Record<string, Schema>> {
  const codes = [...new Set(refusalCodes(route))]
  const statuses = [...new Set(codes.map((code) => errors[code].status))]
  return Object.fromEntries(
    statuses.map((status) => {
      const those = codes.filter((code) => errors[code].status === status)
      const schema = { allOf: [ref(answers, problem), { properties: { code: { enum: those } } }] }
      return [status, { description: those.join(', '), content: contentOf(schema, 'application/problem+json') }]
    }),
  )
}

const cookieName = ({ url }: MountedAt, plain: string): string => (url.startsWith('https:') ? `__Host-${plain}` : plain)

function securitySchemes(mounted: MountedAt): Schema {
  const { access, refresh } = mounted.carry
  return {
    ...(access === 'cookie' ? {} : { bearer: { type: 'http', scheme: 'bearer' } }),
    ...(access === 'bearer' ? {} : { cookie: { type: 'apiKey', in: 'cookie', name: cookieName(mounted, 'ik') } }),
    ...(refresh === 'bearer'
      ? {}
      : { refreshCookie: { type: 'apiKey', in: 'cookie', name: cookieName(mounted, 'ik-refresh') } }),
  }
}

function securityOf({ session, operation }: Route, { carry: { access, refresh } }: MountedAt): readonly Schema[] {
  const nobody = {}
  if (operation === 'sessions.refresh') return refresh === 'bearer' ? [nobody] : [nobody, { refreshCookie: [] }]
  const somebody = [...(access === 'cookie' ? [] : [{ bearer: [] }]), ...(access === 'bearer' ? [] : [{ cookie: [] }])]
  if (session === 'none' && operation !== 'sessions.logout') return [nobody]
  return session === 'required' || session === 'token' ? somebody : [nobody, ...somebody]
}
