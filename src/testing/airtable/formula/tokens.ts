import { refusals, refuse } from '../refusals.ts'

/** A piece of a formula. */
export interface Token {
  readonly kind: 'field' | 'text' | 'number' | 'word' | 'sign' | 'end'
  readonly text: string
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['field', /\{((?:[^{}\\]|\\.)+)\}/y],
  ['text', /'((?:[^'\\]|\\.)*)'/sy],
  ['text', /"((?:[^"\\]|\\.)*)"/sy],
  ['number', /(\d+(?:\.\d+)?)/y],
  ['word', /([A-Za-z_]\w*)/y],
  ['sign', /(<=|>=|[=<>(),-])/y],
]
const space = /\s*/y

/** A formula in pieces. In fields and texts a backslash takes the next character as it is (D). */
export function tokensOf(formula: string): readonly Token[] {
  const tokens: Token[] = []
  let at = skip(formula, 0)
  while (at < formula.length) {
    const found = patterns.map(([kind, pattern]) => ({ kind, match: matchAt(pattern, formula, at) }))
    const { kind, match } = found.find((one) => one.match !== null) ?? {}
    if (!kind || !match) return refuse(refusals.invalidFormula('please check your formula text.'))
    const text = match[1] ?? ''
    tokens.push({ kind, text: kind === 'field' || kind === 'text' ? text.replaceAll(/\\(.)/gs, '$1') : text })
    at = skip(formula, at + match[0].length)
  }
  return tokens
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

const skip = (text: string, at: number): number => at + (matchAt(space, text, at)?.[0].length ?? 0)
