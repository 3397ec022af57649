import { stores } from '../support/stores.ts'
import { httpCases } from './http-cases.ts'
import { honoInProcess, honoOnSocket } from './support/mounts.ts'

const [memory, sqlite] = stores
if (memory === undefined || sqlite === undefined) throw new TypeError('Two stores are wanted')

httpCases(honoInProcess, memory)
httpCases(honoOnSocket, sqlite)
