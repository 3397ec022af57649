import { expressOnSocket, honoInProcess, plainHandler } from './support/mounts.ts'
import { mutatedRequests } from './support/mutated-requests.ts'
import { memory, sqlite } from './support/usual-stores.ts'

// In Hono's process it is the same handler.
mutatedRequests(plainHandler, sqlite, 1000)
mutatedRequests(honoInProcess, memory, 10_000)
mutatedRequests(expressOnSocket('Express'), memory, 10_000)
