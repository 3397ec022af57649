import { inviteRoutes } from 'invitekit/next'
import { worldOf } from 'invitekit-remote'

async function answer(request) {
  const { service, mount, settled } = worldOf(request)
  const response = await inviteRoutes(service, mount)[request.method](request)
  await settled()
  return response
}

export const GET = answer
export const HEAD = answer
export const POST = answer
export const PATCH = answer
export const DELETE = answer
export const PUT = answer
export const OPTIONS = answer
