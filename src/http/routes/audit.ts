import { listEventsInput } from '../../service/audit/list.ts'
import { endpoints } from '../endpoints.ts'
import { listQuery } from '../fields.ts'
import { routesOf } from '../routes-of.ts'

export const auditRoutes = routesOf('audit', endpoints.audit, {
  list: {
    query: listEventsInput,
    refuses: ['forbidden'],
    run: async (call) => ({ body: await call.service.audit.list(listQuery(call), { actor: call.actor }) }),
  },
})
