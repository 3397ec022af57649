import { httpCases } from './http-cases.ts'
import { nodeHttp } from './support/mounts.ts'
import { memory, usualKinds } from './support/usual-stores.ts'

httpCases(nodeHttp, memory, usualKinds)
