import { InviteError } from '../domain/errors.ts'
import { invalidField } from '../domain/invalid-field.ts'
import { parseForm } from './parse-form.ts'
import { parseJson } from './parse-json.ts'
import type { BodyKind } from './route.ts'

type Fields = Readonly<Record<string, unknown>>

const types: { readonly [kind in BodyKind]: RegExp } = {
  json: /^application\/json\s*(;|$)/i,
  form: /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i,
}

/** Reads a JSON object or a form, within a limit of bytes that is kept while reading. No body at all counts as `{}`. */
export async function readBody(request: Request, limit: number, kind: BodyKind = 'json'): Promise<Fields> {
  const type = request.headers.get('content-type')
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  if (type !== null && !types[kind].test(type)) throw new InviteError('unsupported_media_type')
  // What is packed has no size until it is unpacked.
  if (encoding.toLowerCase() !== 'identity') throw new InviteError('unsupported_media_type')
  const bytes = await readBytes(request, limit)
  if (bytes.length === 0) return {}
  if (type === null) throw new InviteError('unsupported_media_type')
  const text = decode(bytes)
  if (kind === 'form') return parseForm(text, bytes, type)
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidField('body', 'invalid_type')
  return value as Fields
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > limit) throw new InviteError('payload_too_large')
  // A server reads no more than it was told: a stream, which costs more than all the rest, is for those that were not.
  if (length !== null) return within(new Uint8Array(await request.arrayBuffer()), limit)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of streamOf(request)) {
    size += chunk.length
    if (size > limit) throw new InviteError('payload_too_large')
    chunks.push(chunk)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function within(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit) throw new InviteError('payload_too_large')
  return bytes
}

async function* streamOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader()
  if (reader === undefined) return
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    reader.releaseLock()
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw invalidField('body', 'invalid_utf8')
  }
}
