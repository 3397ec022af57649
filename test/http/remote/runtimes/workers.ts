import { getConnInfo } from 'hono/cloudflare-workers'
import { plainHasher } from '../../../support/service.ts'
import { createApp } from './app.ts'

// A request that waits for the hash of another one, which waits for a socket, counts as hung there.
export default createApp(getConnInfo, { passwordHasher: plainHasher() })
