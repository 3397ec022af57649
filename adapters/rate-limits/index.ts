export { type FlexibleCount, type FlexibleLimiter, flexibleRateLimiter } from './flexible-rate-limiter.ts'
