import { completeActivationInput } from '../../service/activations/complete.ts'
import { parse } from '../../service/input.ts'
import { endpoints } from '../endpoints.ts'
import { linkFor, loggedIn, split, tokenOnly, unchecked, withSession } from '../fields.ts'
import { routesOf } from '../routes-of.ts'

export const activationRoutes = routesOf('activations', endpoints.activations, {
  issue: {
    body: [linkFor],
    refuses: ['account_active', 'account_suspended', 'account_not_found', 'forbidden', 'exceeds_own'],
    run: async ({ service, body, actor }) => {
      const { accountId, ...options } = parse(linkFor, body)
      return { body: await service.activations.issue(accountId, { ...options, actor }) }
    },
  },
  preview: {
    body: [tokenOnly],
    refuses: ['link_not_found', 'link_expired', 'link_superseded', 'account_active', 'account_suspended'],
    run: async ({ service, body, from }) => ({
      body: await service.activations.preview(parse(tokenOnly, body), { from }),
    }),
  },
  complete: {
    body: [completeActivationInput, withSession],
    refuses: ['link_not_found', 'link_expired', 'link_superseded', 'account_active', 'password_policy'],
    run: async (call) => {
      const { service, device, from } = call
      const { input, options } = split(call.body, withSession)
      return loggedIn(call, await service.activations.complete(unchecked(input), { ...options, device, from }))
    },
  },
})
