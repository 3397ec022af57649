import { type ExampleApp, newDatabaseFile as newFile, prepareExample, startExample } from './example-app.ts'

export { freePort } from './example-app.ts'

export type QuickstartApp = ExampleApp

export const prepareQuickstart = (): void => prepareExample('quickstart')

export const newDatabaseFile = (): string => newFile('quickstart')

interface Start {
  readonly file: string
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
}

export const startQuickstart = ({ file, port, env = {} }: Start): Promise<QuickstartApp> =>
  startExample('quickstart', { port, env: { INVITEKIT_DB: file, ...env } })
