import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../../adapters/storage/memory/index.ts'
import { type Mail, system } from '../../../src/index.ts'
import { type MailFacts, mailText } from '../../../src/service/outbox/mail-text.ts'
import { person, testService } from '../../support/service.ts'

const kinds: readonly Mail['kind'][] = [
  'invitation',
  'activation',
  'reset',
  'password_changed',
  'email',
  'email_changed',
]
const facts: MailFacts = {
  kind: 'invitation',
  locale: 'en',
  url: 'https://app.example.com/join#ik_inv_x',
  expiresAt: new Date(Date.UTC(2026, 0, 8, 9, 30)),
  place: 'Radio Example',
  inviter: 'Grace',
}

describe('the text of a mail', () => {
  it('says in English who invites, to what, with which link, and until when', () => {
    const { subject, text, html } = mailText(facts)
    expect(subject).toBe('You are invited to Radio Example')
    expect(text.split('\n\n')).toEqual([
      'Grace invites you to join Radio Example.',
      'Open the link to see the invitation and to accept it.',
      'https://app.example.com/join#ik_inv_x',
      'The link works once, until January 8, 2026 at 9:30 AM (UTC).',
    ])
    expect(html).toContain('<html lang="en">')
    expect(html).toContain('<a href="https://app.example.com/join#ik_inv_x">See the invitation</a>')
  })

  it('says it in French', () => {
    const { subject, text, html } = mailText({ ...facts, locale: 'fr' })
    expect(subject).toBe('Invitation à rejoindre Radio Example')
    expect(text).toContain('Grace vous invite à rejoindre Radio Example.')
    expect(text).toMatch(/jusqu’au 8 janvier 2026 à 09:30 \(UTC\)\.$/)
    expect(html).toContain('<html lang="fr">')
  })

  it('has its own words for each kind in each language, and names the place in all of them', () => {
    const written = kinds.flatMap((kind) => [mailText({ ...facts, kind }), mailText({ ...facts, kind, locale: 'fr' })])
    expect(new Set(written.map(({ subject }) => subject)).size).toBe(2 * kinds.length)
    for (const { subject, text, html } of written)
      for (const part of [subject, text, html]) expect(part).toContain('Radio Example')
  })

  it('has no link and no date where there is none', () => {
    const { text, html } = mailText({ ...facts, kind: 'password_changed', url: null, expiresAt: null })
    expect(text).not.toMatch(/https?:|works once/)
    expect(html).not.toContain('<a ')
  })

  it('names nobody where the system invites', () => {
    expect(mailText({ ...facts, inviter: null }).text).toContain('You have been invited to join Radio Example.')
  })

  it('takes names for text: no markup, no second line in a subject', () => {
    const nasty = '<img src=x onerror=alert(1)>"\'&\r\nBcc: eve@evil.example\u2028x'
    const { subject, html } = mailText({ ...facts, place: nasty, inviter: nasty })
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
    expect(subject).not.toMatch(/[\r\n\u2028\u2029]/)
  })

  it('keeps every subject on one line, and no name longer than a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...kinds), (name, kind) => {
        const { subject, html } = mailText({ ...facts, kind, place: name, inviter: name, expiresAt: null })
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        expect(subject.length).toBeLessThan(200)
        expect(html.match(/<(?!\/?(?:html|meta|title|body|p|a|small|!doctype)\b)/g)).toBeNull()
      }),
    )
  })

  it('cuts a long name between characters', () => {
    expect(mailText({ ...facts, place: `${'a'.repeat(99)}🦊` }).subject.isWellFormed()).toBe(true)
  })
})

describe('the language of a mail', () => {
  it('is that of the invitation, of the request, of the account, or the host’s', async () => {
    const t = testService(memoryStorage())
    const { service } = t
    const actor = { actor: system }
    await service.invitations.create({ email: 'a@example.com', role: 'member', locale: 'fr' }, actor)
    await service.invitations.create({ email: 'b@example.com', role: 'member' }, actor)
    await service.accounts.create({ email: 'c@example.com', locale: 'fr' }, actor)
    const [c] = (await service.accounts.list({}, actor)).items
    await service.activations.issue(c?.id ?? '', actor)
    await person(t, 'd@example.com', 'member')
    await service.resets.request({ email: 'd@example.com', locale: 'fr' })
    const languages = (await t.drained()).map(({ to, locale }) => [to.charAt(0), locale]).toSorted()
    expect(languages).toEqual([
      ['a', 'fr'],
      ['b', 'en'],
      ['c', 'fr'],
      ['d', 'fr'],
    ])
  })

  it('is the host’s where nobody says, if it names one', async () => {
    const t = testService(memoryStorage(), { locale: 'fr' })
    await t.service.invitations.create({ email: 'a@example.com', role: 'member' }, { actor: system })
    await t.service.invitations.create({ email: 'b@example.com', role: 'member', locale: 'en' }, { actor: system })
    const languages = (await t.drained()).map(({ to, locale }) => [to.charAt(0), locale]).toSorted()
    expect(languages).toEqual([
      ['a', 'fr'],
      ['b', 'en'],
    ])
  })
})
