import { refusals, refuse } from '../refusals.ts'
import { type Token, tokensOf } from './tokens.ts'

export type Comparison = '=' | '<' | '<=' | '>' | '>='

/** A formula as a tree. */
export type Formula =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'id' }
  | { readonly kind: 'minus'; readonly of: Formula }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'call'; readonly name: 'AND' | 'OR' | 'NOT'; readonly arguments: readonly Formula[] }

const comparisons: ReadonlySet<string> = new Set<Comparison>(['=', '<', '<=', '>', '>='])
const end: Token = { kind: 'end', text: '' }
const deepest = 100

const fail = (why = 'please check your formula text.'): never => refuse(refusals.invalidFormula(why))

/** Reads what the emulator knows of Airtable's formulas; refuses the rest, and says which part it does not know. */
export function parseFormula(text: string): Formula {
  const tokens = tokensOf(text)
  let at = 0
  let depth = 0
  const peek = (): Token => tokens[at] ?? end
  const take = (): Token => tokens[at++] ?? end
  const isNext = (sign: string): boolean => peek().kind === 'sign' && peek().text === sign
  const expect = (sign: string): void => {
    if (!isNext(sign)) fail()
    at++
  }

  const comparison = (): Formula => {
    if (++depth > deepest) fail('it is nested too deeply.')
    let left = single()
    while (peek().kind === 'sign' && comparisons.has(peek().text)) {
      const by = take().text as Comparison
      left = { kind: 'compare', by, left, right: single() }
    }
    depth--
    return left
  }

  const single = (): Formula => {
    const { kind, text } = take()
    if (kind === 'field') return { kind, name: text }
    if (kind === 'text') return { kind: 'value', value: text }
    if (kind === 'number') return { kind: 'value', value: Number(text) }
    if (kind === 'word') return isNext('(') ? call(text.toUpperCase()) : { kind: 'field', name: text }
    if (kind === 'sign' && text === '-') return minus()
    if (kind !== 'sign' || text !== '(') return fail()
    const inner = comparison()
    expect(')')
    return inner
  }

  const minus = (): Formula => {
    if (++depth > deepest) fail('it is nested too deeply.')
    const of = single()
    depth--
    return { kind: 'minus', of }
  }

  const call = (name: string): Formula => {
    const given = list()
    if (name === 'RECORD_ID' && given.length === 0) return { kind: 'id' }
    if (name === 'NOT' && given.length === 1) return { kind: 'call', name, arguments: given }
    if ((name === 'AND' || name === 'OR') && given.length > 0) return { kind: 'call', name, arguments: given }
    return fail(`the emulator knows AND, OR, NOT and RECORD_ID(), not this use of ${name}.`)
  }

  const list = (): readonly Formula[] => {
    expect('(')
    const given: Formula[] = []
    while (!isNext(')')) {
      if (given.length > 0) expect(',')
      given.push(comparison())
    }
    expect(')')
    return given
  }

  const whole = comparison()
  return at < tokens.length ? fail() : whole
}

/** The names of the fields that a formula speaks of. */
export function fieldsIn(formula: Formula): readonly string[] {
  if (formula.kind === 'field') return [formula.name]
  if (formula.kind === 'minus') return fieldsIn(formula.of)
  if (formula.kind === 'compare') return [formula.left, formula.right].flatMap(fieldsIn)
  return formula.kind === 'call' ? formula.arguments.flatMap(fieldsIn) : []
}
