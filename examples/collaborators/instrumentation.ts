/** Called by Next.js once, when the server starts. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { shared } = await import('./src/product.ts')
  const { product, storage } = shared()
  // Each look costs calls of Airtable: what is due is sent right after its commit, and this catches what was missed.
  const tidy = () =>
    storage
      .sweep()
      .then(() => product.outbox.drain())
      .catch(console.error)
  setInterval(tidy, 15 * 60_000).unref()
  // Dead links and sessions, delivered mails and old events need not be kept for ever.
  setInterval(() => product.purge({ keep: '90d' }).catch(console.error), 86_400_000).unref()
}
