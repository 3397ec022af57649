import { httpCases } from './http-cases.ts'
import { nodeHttp } from './support/mounts.ts'
import { memory } from './support/usual-stores.ts'

httpCases(nodeHttp, memory)
