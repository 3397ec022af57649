import { type CompleteActivationInput, errors, fieldErrors, type TokenInput } from 'invitekit'
import { defineContract, type Problem, type Refusals } from 'invitekit/http'
import { ownMessages, ruleTexts } from './messages.ts'

/** French, whatever the caller reads; with the rules that a password breaks. */
const inFrench = ({ code, fields }: Problem) => ({
  message: ownMessages[code] ?? errors[code].fr,
  code,
  ...(fields && {
    errors: fields.map((one) => ({
      field: one.field,
      rule: one.code,
      message: ruleTexts[one.code] ?? fieldErrors[one.code].fr,
    })),
  }),
})

const unknown = {
  status: 404,
  body: () => ({ message: ownMessages['link_not_found'], code: 'link_not_found' }),
} as const

/** A link that was replaced is gone from the table of tokens, like one that nobody made. */
const dead: Refusals = { link_superseded: unknown, account_suspended: unknown }

/** What others call to set a first password, as a table over the verbs. */
export const collaboratorsContract = defineContract({ refusal: inFrench }, (line) => [
  line({
    method: 'GET',
    path: '/validate-signup-token',
    session: 'none',
    status: 200,
    takes: 'query',
    input: { token: { required: true } },
    call: (input: TokenInput, { service, from }) => service.activations.preview(input, { from }),
    answer: ({ name, accountId }) => ({ message: 'Token valide', userName: name, userId: accountId }),
    // The password is there: whichever link set it, this one is used up.
    refusals: { ...dead, account_active: unknown },
  }),
  line({
    method: 'POST',
    path: '/initialize-password',
    session: 'none',
    status: 200,
    takes: 'json',
    input: { token: { required: true }, password: { required: true } },
    call: (input: CompleteActivationInput, { service, from }) => service.activations.complete(input, { from }),
    answer: () => ({ message: 'Mot de passe initialisé avec succès' }),
    refusals: dead,
  }),
])
