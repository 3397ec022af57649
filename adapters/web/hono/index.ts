export { inviteRouter } from './invite-router.ts'
