import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  evaluate,
  type FormulaValue,
  failed,
  isYes,
  type Reader,
} from '../../../src/testing/airtable/formula/evaluate.ts'
import { parseFormula } from '../../../src/testing/airtable/formula/parse.ts'
import { people, peopleBase } from './support/people.ts'

/** A formula as it is written, and what it must give: worked out beside it, without a parser. */
interface Sample {
  readonly text: string
  readonly value: (cells: Cells) => FormulaValue
}
interface Cells {
  readonly name: string
  readonly age: number
}

const quoted = (text: string, mark: string) => mark + text.replaceAll(/[\\'"]/g, '\\$&') + mark
const texts = fc.tuple(fc.string({ maxLength: 4 }), fc.constantFrom("'", '"'))
const yes = (is: boolean): FormulaValue => (is ? 1 : 0)
const truth = (value: FormulaValue): boolean => value !== failed && Boolean(value)
const over = (values: readonly FormulaValue[], result: () => boolean): FormulaValue =>
  values.includes(failed) ? failed : yes(result())
const compared: Record<string, (a: string | number, b: string | number) => boolean> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

const { sample } = fc.letrec<{ sample: Sample; leaf: Sample; inner: Sample }>((tie) => ({
  leaf: fc.oneof(
    fc.nat(20).map((n) => ({ text: String(n), value: () => n })),
    fc.nat(20).map((n) => ({ text: `-${n}`, value: () => -n })),
    texts.map(([text, mark]) => ({ text: quoted(text, mark), value: () => text })),
    fc.constant({ text: '{Name}', value: ({ name }: Cells) => name || null }),
    fc.constant({ text: 'Age', value: ({ age }: Cells) => age }),
    fc.constant({ text: 'record_id()', value: () => 'rec1' }),
  ),
  inner: fc.oneof(
    fc.tuple(tie('sample'), fc.constantFrom(...Object.keys(compared)), tie('sample')).map(([a, by, b]) => ({
      text: `(${a.text}) ${by} (${b.text})`,
      value: (cells: Cells) => {
        const left = a.value(cells)
        const right = b.value(cells)
        if (left === failed || right === failed) return failed
        const blank = (one: FormulaValue) => (typeof one === 'string' ? '' : 0)
        const [x, y] = [left ?? blank(right), right ?? blank(left)]
        if (typeof x !== typeof y && by !== '=') return failed
        return yes(compared[by]?.(x as string, y as string) ?? false)
      },
    })),
    fc
      .tuple(fc.constantFrom('AND', 'or'), fc.array(tie('sample'), { minLength: 1, maxLength: 3 }))
      .map(([name, all]) => ({
        text: `${name}(${all.map(({ text }) => text).join(' , ')})`,
        value: (cells: Cells) => {
          const values = all.map(({ value }) => value(cells))
          return over(values, () => (name === 'AND' ? values.every(truth) : values.some(truth)))
        },
      })),
    tie('sample').map(({ text, value }) => ({
      text: `NOT(${text})`,
      value: (cells: Cells) => over([value(cells)], () => !truth(value(cells))),
    })),
  ),
  sample: fc.oneof({ maxDepth: 4, depthSize: 'small' }, tie('leaf'), tie('inner')),
}))

describe('a formula', () => {
  it('gives what its parts give, however it is put together', () => {
    fc.assert(
      fc.property(sample, fc.string({ maxLength: 4 }), fc.nat(20), ({ text, value }, name, age) => {
        const row: Reader = { id: 'rec1', cell: (field) => (field === 'Age' ? age : name || undefined) }
        const given = evaluate(parseFormula(text), row)
        expect(given).toBe(value({ name, age }))
        expect(isYes(given)).toBe(truth(given))
      }),
      { numRuns: 1000 },
    )
  })

  it('never breaks on any text: it is read, or refused as a formula', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: fc.constantFrom(...'AND(){}=<>,-\'"\\ 1x') }), (text) => {
        try {
          parseFormula(text)
        } catch (error) {
          expect(error).toMatchObject({ answer: { status: 422 } })
        }
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    '',
    'AND()',
    'NOT(1,2)',
    '1 2',
    '(1',
    '{}',
    "'a",
    'LOWER({Name})',
    '1 + 1',
    '#',
    '('.repeat(200),
    '-'.repeat(200),
  ])('is refused: %s', (text) => expect(() => parseFormula(text)).toThrow('refused'))

  it('of a text that was put in by the rule means that text, and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, other) => {
        const formula = parseFormula(`{Name}='${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
        const row = (value: string): Reader => ({ id: 'rec1', cell: () => value || undefined })
        expect(evaluate(formula, row(name))).toBe(1)
        expect(evaluate(formula, row(other))).toBe(other === name ? 1 : 0)
      }),
    )
  })

  it.each([
    ["{Name}='Ada'", ['Ada']],
    ["name='Ada'", null],
    ["{Name}=''", []],
    ['{Age}>36', ['Bob']],
    ['{Age}<=36', ['Ada', 'Eve']],
    ["NOT({Age}='')", ['Ada', 'Bob']],
    ['AND({Active},{No}>=1)', ['Ada']],
    ['OR({State}="old",{Tags}="a, b")', ['Bob', 'Eve']],
    ['{Name}>1', []],
    ['-{Name}', []],
  ])('filters: %s', async (formula, expected) => {
    const { ask } = peopleBase({
      tables: [
        {
          ...people,
          records: [
            { Name: 'Ada', Age: 36, Active: true },
            { Name: 'Bob', Age: 40, State: 'old' },
            { Name: 'Eve', Tags: ['a', 'b'] },
          ],
        },
      ],
    })
    const { status, body } = await ask('GET', `People?filterByFormula=${encodeURIComponent(formula)}`)
    const names =
      status === 200 ? body.records.map(({ fields }: { fields: { Name: string } }) => fields.Name).sort() : null
    expect(names).toEqual(expected)
  })

  it('finds a record by its key', async () => {
    const { add, names } = peopleBase()
    const [, eve] = await add('Ada', 'Eve', 'Bob')
    expect(await names(`?filterByFormula=RECORD_ID()='${eve}'`)).toEqual(['Eve'])
    expect(await names(`?filterByFormula={Key}='${eve}'`)).toEqual(['Eve'])
  })
})
