import { afterAll } from 'vitest'
import { dropEmptied } from '../support/engines/open-emptied.ts'
import { httpCases } from './http-cases.ts'
import { honoInProcess, honoOnSocket } from './support/mounts.ts'
import { isWhole, postgres, sqlite, usualKinds } from './support/usual-stores.ts'

afterAll(dropEmptied)

httpCases(honoOnSocket, sqlite, usualKinds)
if (isWhole) for (const store of postgres) httpCases(honoInProcess, store)
