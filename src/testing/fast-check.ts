/** Makes values of one kind, as fast-check knows how. */
export interface Arbitrary<T> {
  /** Makes one; only fast-check calls this. */
  generate(random: never, bias: number | undefined): { readonly value: T }
}

/** What the random model uses of fast-check, which the caller passes in: the kit depends on no version of it. */
export interface FastCheck {
  /** Whole numbers from `min` to `max`. */
  integer(range: { readonly min: number; readonly max: number }): Arbitrary<number>
  /** Lists of values of one kind. */
  array<T>(
    one: Arbitrary<T>,
    length: { readonly minLength: number; readonly maxLength: number; readonly size: 'max' },
  ): Arbitrary<T[]>
  /** Something that must hold for every value. */
  asyncProperty<T>(values: Arbitrary<T>, holds: (value: T) => Promise<void>): unknown
  /** Tries a property, and rejects with the smallest values and the seed that break it. */
  assert(
    property: unknown,
    parameters: { readonly seed: number; readonly numRuns: number; readonly unbiased: true },
  ): Promise<void>
}
