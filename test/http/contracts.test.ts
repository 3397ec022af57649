import { stores } from '../support/stores.ts'
import { contractCases } from './contract-cases.ts'
import { expressOnSocket, honoOnSocket, plainHandler } from './support/mounts.ts'

contractCases(plainHandler, stores)
for (const mount of [expressOnSocket('Express'), honoOnSocket]) contractCases(mount, stores.slice(0, 1))
