/** A page of a list. `next` is the `after` of the page that follows; null on the last. */
export interface Page<T> {
  /** Newest first. */
  readonly items: readonly T[]
  /** Where the page that follows begins; null on the last. */
  readonly next: string | null
}

/** Makes a page of rows; a full one may have another behind it. */
export function pageOf<R extends { readonly row: { readonly id: string } }, T>(
  rows: readonly R[],
  limit: number,
  view: (row: R) => T,
): Page<T> {
  return { items: rows.map(view), next: rows.length === limit ? (rows.at(-1)?.row.id ?? null) : null }
}
