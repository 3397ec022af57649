/** What `GET /api/signup/:token` says of an invitation. */
export interface SignupInvitation {
  /** Null for a link that bears no address: the first administrator's. */
  readonly email: string | null
  readonly role: string
  readonly orgId: string
  readonly orgName: string
  readonly expiresAt: string
}

/** What `POST /api/signup/:token` takes. */
export interface SignupRequest {
  readonly firstName: string
  readonly lastName: string
  readonly password: string
  readonly passwordConfirmation: string
  readonly email?: string
  readonly phone?: string
  readonly avatarUrl?: string
}

export interface SignedUp {
  readonly id: string
  readonly email: string
  readonly isActive: boolean
  readonly profileCompleted: boolean
}

/** The dead ends of a sign-up, as `/error?type=` has them. */
export type SignupError = 'invalid-token' | 'email-mismatch' | 'user-not-found' | 'already-used' | 'unavailable'
