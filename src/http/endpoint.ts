/** The methods that routes have. GET changes nothing; HEAD is answered where GET is. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Whether a route needs to know who asks. `required`: the session is read. `token`: an access JWT is enough, and a session
 * that has ended counts for the rest of its minutes; an opaque token is read as ever. `optional`: whoever is logged in is
 * known. `none`: nobody looks.
 */
export type SessionNeed = 'required' | 'token' | 'optional' | 'none'

/** One line of the description of the routes, as far as it is data. */
export interface Endpoint {
  /** The method that it is served under. */
  readonly method: Method
  /** Below the prefix; `:name` stands for one segment. */
  readonly path: string
  /** Whether it needs to know who asks. */
  readonly session: SessionNeed
  /** The status of an answer that is no refusal. */
  readonly status: number
}
