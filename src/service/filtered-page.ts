import type { Page } from './page.ts'

const READS = 20 // pages: what one call looks at is bounded, however few rows are wanted

/**
 * A page of what no index tells apart: pages are read on while nothing on them is wanted. It may be shorter than its
 * limit, and after so many reads even empty; `next` says whether there is more.
 */
export async function filteredPage<T>(
  read: (after: string | null) => Promise<Page<T>>,
  isWanted: (item: T) => boolean,
  after: string | null,
): Promise<Page<T>> {
  let from = after
  for (let reads = 1; ; reads++) {
    const { items, next } = await read(from)
    const wanted = items.filter(isWanted)
    if (wanted.length > 0 || next === null || reads === READS) return { items: wanted, next }
    from = next
  }
}
