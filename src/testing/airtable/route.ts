import type { Json } from '../../domain/records.ts'
import { isObject } from './cells.ts'
import { readQuery } from './query.ts'
import type { AirtableOperation, AirtableRequest } from './request.ts'

/** A request as it arrives, in process or over HTTP. */
export interface RawRequest {
  readonly method: string
  readonly url: URL
  /** The header `Authorization`. */
  readonly authorization: string | null
  readonly body: string
}

type Where = Pick<AirtableRequest, 'operation' | 'table' | 'record'> & { readonly base: string }

const records: Readonly<Record<string, AirtableOperation>> = {
  GET: 'list',
  POST: 'create',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
}
const oneRecord: Readonly<Record<string, AirtableOperation>> = {
  GET: 'get',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
}

/** What a request asks for, and of what. */
export function route(
  { method, url, body: text }: RawRequest,
  at: number,
): AirtableRequest & { readonly base: string } {
  const path = decoded(url.pathname)
  const body = parsed(text)
  const where = find(method, url.pathname.replace(/\/$/, '').split('/').slice(1).map(decoded))
  const isUpsert = isObject(body) && isObject(body['performUpsert'])
  const isChange = where.record === null && (where.operation === 'update' || where.operation === 'replace')
  const operation = isUpsert && isChange ? 'upsert' : where.operation
  return { at, method, path, ...where, operation, query: readQuery(url.searchParams), body, status: null, fault: null }
}

function find(method: string, [version, ...parts]: readonly string[]): Where {
  const unknown: Where = { base: '', operation: 'unknown', table: null, record: null }
  if (version !== 'v0') return unknown
  if (parts[0] === 'meta') return findSchema(method, parts, unknown)
  const [base = '', table = null, record = null, ...more] = parts
  if (table === null || more.length > 0) return unknown
  if (record === 'listRecords' && method === 'POST') return { base, operation: 'list', table, record: null }
  return { base, operation: (record === null ? records : oneRecord)[method] ?? 'unknown', table, record }
}

function findSchema(method: string, parts: readonly string[], unknown: Where): Where {
  const [, bases, base = '', tables, table = null, fields, ...more] = parts
  if (bases !== 'bases' || tables !== 'tables' || more.length > 0) return unknown
  if (table === null && method === 'GET') return { base, operation: 'schema', table, record: null }
  if (table === null && method === 'POST') return { base, operation: 'create_table', table, record: null }
  return fields === 'fields' && method === 'POST' ? { base, operation: 'create_field', table, record: null } : unknown
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function parsed(text: string): AirtableRequest['body'] {
  try {
    return text === '' ? null : (JSON.parse(text) as Json)
  } catch {
    return text
  }
}
