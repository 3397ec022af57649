import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCommonPassword } from '../../src/passwords/common-passwords.ts'
import { commonPasswords } from '../../src/passwords/data/common-passwords.ts'

const list = commonPasswords.trim().split(/\s+/)
const words = list.filter((entry) => /^[a-z]{4,7}$/.test(entry))
const word = fc.constantFrom(...words)

async function commonAmong(passwords: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    passwords.map(async (password) => ((await isCommonPassword(password)) ? password : [])),
  )
  return found.flat()
}

const refused = [
  ...['password123', 'Password123', 'PASSWORD', 'qwerty', 'letmein', 'iloveyou', '123456', 'admin123'],
  ...['azerty', 'motdepasse', 'Motdepasse1', 'soleil', 'doudou', 'loulou', 'marseille13', 'jetaime', 'nicolas'],
  // obvious at any length
  ...['aaaaaaaaaaaa', '123456789012', 'abcabcabcabc', 'qsdfghjklm', 'poiuytrez', '1qaz2wsx3edc'],
  // long
  ...['passwordpassword', '123123123123123', 'aaaaaaaaaaaaaaaa', 'password password', 'Doudou doudou doudou'],
  ...['123456789012345', 'qwertyuiopasdfgh', 'azertyuiopqsdfgh', 'abcdefghijklmnop', '98765432109876543210'],
  ...['1qaz2wsx3edc4rfv', 'q1w2e3r4t5y6u7i8', '123456789987654321', '112233445566778899', '123456789012345!'],
  ...['password1234567', '!!!!!!!password', '2024 MotDePasse!!', 'trustno1!!!!!!!!', '***iloveyou2025***'],
  ...['iloveyoubaseball', 'SoleilMarseille13', 'monkeyabcdefghij!', 'thisismypassword', 'manchesterunited'],
]

const accepted = [
  ...['correct horse battery staple', 'Secret123!', 'newSecret123', 'correct-horse-battery', 'tangerine bicycle 47'],
  ...[
    'une phrase de passe solide',
    'CorrectHorseBattery',
    'la girafe aime le thé vert',
    'mon chien s’appelle Réglisse',
  ],
  ...['xk2v9qpl', 'n7#Tq!z0', '492817364928517', '+33 6 48 15 92 70 lucie', 'p7Gq2Zt9Xw4Lm1Vb', '🦊 under 3 bridges'],
  ...['', 'é', '\ud800'],
]

describe('isCommonPassword', () => {
  it('refuses what is on the list or obvious, whatever its case', async () => {
    expect(await commonAmong(refused)).toEqual(refused)
  })

  it('lets ordinary passphrases and good passwords pass', async () => {
    expect(await commonAmong(accepted)).toEqual([])
  })

  it('sees one password in its composed and its decomposed form', async () => {
    const forms = ['éééééééééééééééé'.normalize('NFC'), 'ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉ'.normalize('NFD')]
    expect(await commonAmong(forms)).toEqual(forms)
  })

  it('refuses far more than 3,000 obvious ones of 15 code points or more', async () => {
    const some = list.filter((entry) => /[a-z]/.test(entry)).filter((_, at) => at % 10 === 0)
    const made = some.flatMap((entry) => [
      entry.padEnd(15, '1234567890123'),
      entry.padStart(15, '!'),
      `${entry}${entry}${entry}${entry}${entry}`,
      `${entry}iloveyou${'2024!'.repeat(2)}`,
    ])
    const long = [...new Set(made)].filter((password) => password.length >= 15)
    expect(long.length).toBeGreaterThan(3000)
    expect(await commonAmong(long)).toEqual(long)
  })

  it('lets three different common words with something between them pass', async () => {
    const phrase = fc.tuple(fc.uniqueArray(word, { minLength: 3, maxLength: 6 }), fc.constantFrom(' ', '-', '.', ', '))
    await fc.assert(
      fc.asyncProperty(phrase, async ([parts, separator]) => {
        expect(await isCommonPassword(parts.join(separator))).toBe(
          parts.join(separator).length < 15 && list.includes(parts.join(separator)),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('lets random passwords pass', async () => {
    const char = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&*+-=?@_~')
    const bytes = fc.array(char, { minLength: 15, maxLength: 15, size: 'max' })
    const random = fc.noBias(bytes.map((chars) => chars.join('')))
    await fc.assert(
      fc.asyncProperty(random, async (password) => {
        expect(await isCommonPassword(password)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes any text, and does not look at a document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        expect(typeof (await isCommonPassword(text))).toBe('boolean')
      }),
      { numRuns: 500 },
    )
    expect(await isCommonPassword('a'.repeat(1024))).toBe(true)
    expect(await isCommonPassword('a'.repeat(1025))).toBe(false)
  })

  it('is quick with what was made to be slow', async () => {
    const hard = [
      `${'a'.repeat(1000)}b c`,
      `${'!'.repeat(900)}sunshine x${'1'.repeat(100)}`,
      `${'1'.repeat(500)}2${'1'.repeat(500)}x x`,
      `${'12'.repeat(400)}${'ab'.repeat(100)}b c`,
      `${'password'.repeat(60)}${'83190274651'.repeat(40)}`,
    ]
    await isCommonPassword('the list is loaded by the first call')
    const started = performance.now()
    await commonAmong(hard)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('loads the list and the rules with its first call only', () => {
    const source = readFileSync(new URL('../../src/passwords/common-passwords.ts', import.meta.url), 'utf8')
    expect(source).not.toMatch(/^(import|export) .*from/m)
  })
})

describe('the list', () => {
  it('has more than 10,000 passwords, each once, sorted, in lower case and without white space', () => {
    expect(list.length).toBeGreaterThan(10_000)
    expect(list).toEqual([...new Set(list)].sort())
    expect(list).toEqual(list.map((entry) => entry.normalize('NFC').toLowerCase()))
  })

  it('is refused as a whole', async () => {
    expect(await commonAmong(list)).toHaveLength(list.length)
  })

  it('bears the notice of its licence', () => {
    const source = readFileSync(new URL('../../src/passwords/data/common-passwords.ts', import.meta.url), 'utf8')
    expect(source).toMatch(/^\/\*! @license MIT[\s\S]*Permission is hereby granted/)
  })
})
