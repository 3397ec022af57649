/** Called by Next.js once, when the server starts. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { product } = await import('./product.ts')
  // The library sends what is due after each commit; this catches what has to be tried again.
  const drain = () => void product().outbox.drain().catch(console.error)
  setInterval(drain, 15_000).unref()
}
