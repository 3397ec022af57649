import { invitePagesHandler } from 'invitekit/next'
import { worldOf } from 'invitekit-remote'

/** The routes below a folder of the Pages Router. */
export async function pagesHandler(request, response) {
  const { service, mount, settled } = worldOf({ headers: new Headers(request.headers) })
  await invitePagesHandler(service, mount)(request, response)
  await settled()
}
