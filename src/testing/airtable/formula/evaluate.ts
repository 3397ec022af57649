import type { AirtableCell } from '../table.ts'
import type { Comparison, Formula } from './parse.ts'

/** What Airtable shows as `#ERROR!`. */
export const failed: unique symbol = Symbol('#ERROR!')

/** What a formula gives; null is blank. */
export type FormulaValue = string | number | null | typeof failed

/** How a formula sees a row. */
export interface Reader {
  readonly id: string
  readonly cell: (name: string) => AirtableCell | undefined
}

/** What a formula gives for a row. Yes is 1, and no is 0. */
export function evaluate(formula: Formula, row: Reader): FormulaValue {
  if (formula.kind === 'value') return formula.value
  if (formula.kind === 'field') return fromCell(row.cell(formula.name))
  if (formula.kind === 'id') return row.id
  if (formula.kind === 'minus') return negative(evaluate(formula.of, row))
  if (formula.kind === 'compare') return compare(formula.by, evaluate(formula.left, row), evaluate(formula.right, row))
  const values = formula.arguments.map((one) => evaluate(one, row))
  if (values.includes(failed)) return failed
  if (formula.name === 'NOT') return values.some(isYes) ? 0 : 1
  return (formula.name === 'AND' ? values.every(isYes) : values.some(isYes)) ? 1 : 0
}

/** Whether a filter takes a row: not where it gives 0, an empty text, nothing, or an error (D). */
export const isYes = (value: FormulaValue): boolean => value !== failed && value !== null && value !== '' && value !== 0

const fromCell = (cell: AirtableCell | undefined): FormulaValue => {
  if (cell === undefined) return null
  if (typeof cell === 'boolean') return cell ? 1 : 0
  return typeof cell === 'object' ? cell.join(', ') : cell
}

function negative(value: FormulaValue): FormulaValue {
  if (value === null) return 0
  return typeof value === 'number' ? -value : failed
}

/** Blank equals an empty text and 0 (U), texts are compared exactly, and a text is never equal to a number (U). */
function compare(by: Comparison, left: FormulaValue, right: FormulaValue): FormulaValue {
  if (left === failed || right === failed) return failed
  const [a, b] = [left ?? blankLike(right), right ?? blankLike(left)]
  if (by === '=') return a === b ? 1 : 0
  if (typeof a !== typeof b) return failed
  const isSo = { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[by]
  return isSo ? 1 : 0
}

const blankLike = (other: FormulaValue): string | number => (typeof other === 'string' ? '' : 0)
