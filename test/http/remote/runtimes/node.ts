import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { createApp } from './app.ts'

serve({ fetch: createApp(getConnInfo).fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(`port ${port}`),
)
