import { parse } from '../../service/input.ts'
import { completeResetInput } from '../../service/resets/complete.ts'
import { requestResetInput } from '../../service/resets/request.ts'
import { endpoints } from '../endpoints.ts'
import { linkFor, OK, tokenOnly, unchecked } from '../fields.ts'
import { routesOf } from '../routes-of.ts'

export const resetRoutes = routesOf('resets', endpoints.resets, {
  request: {
    body: [requestResetInput],
    refuses: [],
    run: async ({ service, body, locale, from }) => {
      await service.resets.request(unchecked({ locale, ...body }), { from })
      return OK
    },
  },
  issue: {
    body: [linkFor],
    refuses: ['account_not_found', 'account_invited', 'account_suspended', 'forbidden', 'exceeds_own'],
    run: async ({ service, body, actor }) => {
      const { accountId, ...options } = parse(linkFor, body)
      return { body: await service.resets.issue(accountId, { ...options, actor }) }
    },
  },
  preview: {
    body: [tokenOnly],
    refuses: ['link_not_found', 'link_expired', 'link_used', 'link_superseded', 'account_suspended'],
    run: async ({ service, body, from }) => ({ body: await service.resets.preview(parse(tokenOnly, body), { from }) }),
  },
  complete: {
    body: [completeResetInput],
    refuses: ['link_not_found', 'link_expired', 'link_used', 'link_superseded', 'account_suspended', 'password_policy'],
    run: async ({ service, body, from }) => {
      await service.resets.complete(unchecked(body), { from })
      return OK
    },
  },
})
