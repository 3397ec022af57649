import { httpCases } from './http-cases.ts'
import { plainHandler } from './support/mounts.ts'
import { isWhole, memory, sqlite } from './support/usual-stores.ts'

for (const store of isWhole ? [memory, sqlite] : [memory]) httpCases(plainHandler, store)
