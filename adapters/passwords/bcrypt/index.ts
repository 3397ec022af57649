export { type BcryptOptions, bcryptHasher } from './bcrypt-hasher.ts'
