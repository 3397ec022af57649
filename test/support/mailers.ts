import type { Mail, Mailer, Storage } from '../../src/index.ts'

/** A mailer that a test can break: it keeps what it got, and does then what it is told. */
export interface TestMailer {
  readonly mailer: Mailer
  /** What it got, also when it failed afterwards. */
  readonly got: Mail[]
  /** What happens after a mail was taken; nothing by default. */
  react: (mail: Mail) => unknown
}

export function testMailer(react: (mail: Mail) => unknown = () => undefined): TestMailer {
  const test: TestMailer = {
    got: [],
    react,
    mailer: async (mail) => {
      test.got.push(mail)
      await test.react(mail)
    },
  }
  return test
}

/** A storage in which a worker dies before a commit of one type of event: it throws, as often as it is told. */
export function dyingBefore(storage: Storage, type: string, times: number): Storage {
  let left = times
  return {
    ...storage,
    commit: async (change) => {
      const dies = change.writes.some(
        (write) => write.write === 'insert' && write.record === 'event' && write.values.type === type,
      )
      if (dies && left-- > 0) throw new Error('The worker died')
      return storage.commit(change)
    },
  }
}
