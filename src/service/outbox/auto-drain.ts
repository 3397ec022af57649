/**
 * One drain for each process, however many commits ask for it: while one runs, the next is only noted. A burst of mails
 * costs one worker, not one for each.
 */
export function createAutoDrain(drain: () => Promise<void>, onError: (error: unknown) => void): () => Promise<void> {
  let isWanted = false
  let running: Promise<void> | null = null
  const run = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false
      await drain().catch(onError)
    }
    // In the same breath as the last look at the wish: nobody's may come in between and be forgotten.
    running = null
  }
  return () => {
    isWanted = true
    running ??= run()
    return running
  }
}
