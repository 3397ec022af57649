import { stores } from '../support/stores.ts'
import { httpCases } from './http-cases.ts'
import { plainHandler } from './support/mounts.ts'

for (const store of stores) httpCases(plainHandler, store)
