import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../adapters/storage/memory/index.ts'
import { limitsOf } from '../../src/domain/limits.ts'
import { resolvePolicy } from '../../src/service/options.ts'
import { permissions } from '../support/permissions.ts'

const root = join(import.meta.dirname, '../..')
const written = readFileSync(join(root, 'docs/limits.md'), 'utf8')

const units = [
  ['d', 86_400],
  ['min', 60],
  ['s', 1],
] as const

function lengthOf(milliseconds: number): string {
  const seconds = milliseconds / 1000
  const [unit, size] = units.find(([, size]) => seconds % size === 0) ?? ['s', 1]
  return `${seconds / size} ${unit}`
}

/** The data of the source as the document shows it. */
const table = (): string => {
  const policy = resolvePolicy({ baseUrl: 'https://app.example.com', storage: memoryStorage(), permissions })
  const rows = Object.entries(limitsOf(policy)).map(([name, { what, per, rates, source }]) => {
    const figures = rates.map(({ points, window }) => `${points} in ${lengthOf(window)}`).join(', ')
    return `| \`${name}\` | ${what} | ${per} | ${figures} | ${source} |`
  })
  return ['| limit | what is counted | for each | at most | source |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

describe('docs/limits.md', () => {
  it('ASVS 6.1.1: shows the figures as they are in the source', () => {
    expect(written).toContain(table())
  })
})
