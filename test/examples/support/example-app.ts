import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Example = 'quickstart' | 'radio' | 'events' | 'garage' | 'collaborators'

/** A mail as the development mailbox of every example lists it. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly url: string | null
  readonly at: string
}

/** A running example: a process of its own, as a user starts it. */
export interface ExampleApp {
  readonly url: string
  /** The link for the first administrator, when there was one to print. */
  readonly bootstrapLink: string | undefined
  readonly output: () => string
  readonly mails: () => Promise<readonly Mail[]>
  /** The newest mail to an address, waited for; `after` leaves out those that were there before. */
  readonly mailTo: (address: string, after?: string) => Promise<Mail>
  readonly stop: () => Promise<number | null>
}

const folderOf = (name: Example) => fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url))

/** What `npm start` does before it serves: a fresh clone has neither dependencies nor a build. */
export function prepareExample(name: Example): void {
  execFileSync(process.execPath, ['../prepare.mjs'], { cwd: folderOf(name), stdio: 'inherit' })
}

/** The file of a database that is not there yet, in a folder of its own. */
export const newDatabaseFile = (name: Example): string =>
  join(mkdtempSync(join(tmpdir(), `invitekit-${name}-`)), `${name}.db`)

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new TypeError('no port is free')
  return address.port
}

interface Start {
  readonly port: number
  /** Everything that the process finds in its environment beside `PATH` and `PORT`. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts an example and waits until it says that it is ready. */
export async function startExample(name: Example, { port, env }: Start): Promise<ExampleApp> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: folderOf(name),
    env: { PATH, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const url = `http://localhost:${port}`
  await until(() => {
    if (child.exitCode !== null) throw new TypeError(`${name} ended:\n${output}`)
    return output.split('\n').includes(`ready ${url}`)
  }, `no "ready ${url}"`)
  const mails = async () => (await (await fetch(`${url}/dev/mail.json`)).json()) as readonly Mail[]
  const find = async (address: string, after: string) =>
    (await mails()).find((mail) => mail.to === address && mail.at > after)
  return {
    url,
    bootstrapLink: /no (?:owner|administrator) yet: .*?(http:\S+)/.exec(output)?.[1],
    output: () => output,
    mails,
    mailTo: (address, after = '') => until(() => find(address, after), `no mail to ${address}`),
    stop: () => stop(child),
  }
}

function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })
}

/** Asks again and again until there is an answer. */
export async function until<T>(ask: () => T | Promise<T>, complaint: string, seconds = 20): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > end) throw new TypeError(complaint)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
