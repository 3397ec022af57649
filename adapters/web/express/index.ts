export { inviteRouter, type RouterOptions } from './invite-router.ts'
export type { SessionMiddleware } from './middleware.ts'
export { requirePermission, type ScopeOf } from './require-permission.ts'
export { requireSession } from './require-session.ts'
