export type { Calls, Sent } from './client/calls.ts'
export { type ClientCode, ClientError } from './client/client-error.ts'
export {
  type CallOptions,
  type ClientOptions,
  type ClientTokens,
  createClient,
  type InviteClient,
  type TokenStore,
} from './client/create-client.ts'
export { type PasswordRule, passwordRules } from './client/password-rules.ts'
