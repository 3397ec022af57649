/** The time, given from outside: rules and use-cases have no clock of their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number
}
