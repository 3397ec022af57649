export { answer as default } from '../../../src/answer-contract.ts'

// The library reads bodies itself, and refuses in its own words what is none.
export const config = { api: { bodyParser: false } }
