export type { CallInputs } from './client/call-inputs.ts'
export { type ClientCode, ClientError } from './client/client-error.ts'
export {
  type CallOptions,
  type ClientAnswer,
  type ClientOptions,
  type ClientTokens,
  createClient,
  type InviteClient,
  type TokenStore,
} from './client/create-client.ts'
export { type PasswordRule, passwordRules } from './client/password-rules.ts'
