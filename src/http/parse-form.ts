import { invalidField } from '../domain/invalid-field.ts'
import { repeatedField } from './fields.ts'

/** Parses a form, sent as `application/x-www-form-urlencoded` or `multipart/form-data`: texts only, no name twice, no files. */
export async function parseForm(
  text: string,
  bytes: Uint8Array,
  contentType: string,
): Promise<Readonly<Record<string, string>>> {
  const fields = /^multipart/i.test(contentType) ? await partsOf(bytes, contentType) : pairsOf(text)
  const names = new Set<string>()
  for (const [name] of fields) {
    // One of this name would reach a prototype somewhere further on: nobody means it well.
    if (name === '__proto__') throw invalidField(name, 'unknown_field')
    if (names.has(name)) throw repeatedField(name, 'body')
    names.add(name)
  }
  return Object.fromEntries(fields)
}

type Fields = readonly (readonly [name: string, value: string])[]

// Not URLSearchParams: that puts a question mark in the place of bytes which are no UTF-8.
const pairsOf = (text: string): Fields =>
  text.split('&').flatMap((pair) => {
    const at = pair.indexOf('=')
    if (pair === '') return []
    return [at < 0 ? [textOf(pair), ''] : [textOf(pair.slice(0, at)), textOf(pair.slice(at + 1))]] as const
  })

function textOf(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw invalidField('body', 'invalid_utf8')
  }
}

async function partsOf(bytes: Uint8Array, contentType: string): Promise<Fields> {
  const entries = await parts(bytes, contentType)
  return entries.map(([name, value]) => {
    if (typeof value !== 'string') throw invalidField('body', 'invalid_type')
    return [name, value] as const
  })
}

async function parts(bytes: Uint8Array, contentType: string) {
  try {
    const form = await new Response(bytes as BodyInit, { headers: { 'content-type': contentType } }).formData()
    return [...form.entries()]
  } catch {
    throw invalidField('body', 'invalid_type')
  }
}
