import { describe, expect, it } from 'vitest'
import { type Mail, type ServiceEvent, system } from '../../../src/index.ts'
import { testMailer } from '../../support/mailers.ts'
import { testService, tokenIn } from '../../support/service.ts'
import { dump, stores } from '../../support/stores.ts'

const withCode = (code: unknown) => Object.assign(new Error('550 ada@example.com does not live here'), { code })

describe.each(stores)('what is kept of a failure on $name', ({ open }) => {
  it.each<[string, (mail: Mail) => unknown, string]>([
    ['the class of an error', () => new TypeError('fetch failed for ada@example.com'), 'TypeError'],
    ['the code of an error', () => withCode('ECONNREFUSED'), 'ECONNREFUSED'],
    ['nothing of a number', () => withCode(550), 'error'],
    ['nothing of a sentence', () => withCode('mailbox of ada@example.com is full'), 'error'],
    ['nothing of a link', (mail) => withCode(mail.url), 'error'],
    ['nothing of a token', (mail) => withCode(tokenIn(mail)), 'error'],
    ['nothing of a name that is no name', (mail) => Object.assign(new Error('x'), { name: mail.to }), 'error'],
    ['nothing of what is no error', (mail) => `rejected: ${mail.url}`, 'error'],
    ['nothing of an object', (mail) => ({ message: mail.url, to: mail.to }), 'error'],
    ['nothing of nothing', () => null, 'error'],
  ])('%s', async (_, failure, word) => {
    const store = await open()
    const mail = testMailer((sent) => Promise.reject(failure(sent)))
    const { service } = testService(store.storage, { mailer: mail.mailer })
    const told: ServiceEvent[] = []
    service.on('*', (event) => void told.push(event))
    await service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    expect(await service.outbox.drain()).toMatchObject({ sent: 0, failed: 1 })
    expect(await store.rows('message')).toMatchObject([{ failure: word }])
    const seen = [...(await dump(store)), ...told.map((event) => JSON.stringify(event))].join('\n')
    expect(seen).not.toContain(tokenIn(mail.got[0]))
    for (const text of ['does not live here', 'fetch failed', 'is full', 'rejected:']) expect(seen).not.toContain(text)
    await store.close()
  })

  it('is a failure as well when the host cannot say what a scope is called', async () => {
    const store = await open()
    const mail = testMailer()
    const { service } = testService(store.storage, {
      mailer: mail.mailer,
      describeScope: (scope) => {
        if (scope === 'gone') throw new RangeError(`There is no ${scope}`)
        return { name: scope }
      },
    })
    for (const scope of ['gone', 'here'])
      await service.invitations.create({ email: `ada@${scope}.example.com`, role: 'member', scope }, { actor: system })
    expect(await service.outbox.drain()).toMatchObject({ sent: 1, failed: 1 })
    expect((await store.rows('message')).map(({ failure }) => failure).toSorted()).toEqual(
      ['RangeError', null].toSorted(),
    )
    await store.close()
  })
})
