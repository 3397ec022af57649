interface Crowd {
  members: number
  asking: number
  inside: number
  /** How many have left. */
  left: number
  readonly waiting: (() => void)[]
}

/**
 * Lets in whom a count lets in, where those who leave may make room: of many at once, some are let in, and the others
 * wait for how that ends before they are turned away. By key, and in this process.
 */
export function createCrowds() {
  const crowds = new Map<string, Crowd>()

  /** Asks, again and again while somebody else leaves. What it gives ends the stay; or the seconds to wait. */
  return async function enter(
    key: string,
    ask: () => Promise<number | null>,
  ): Promise<{ readonly leave: () => void } | { readonly wait: number }> {
    const crowd = crowds.get(key) ?? { members: 0, asking: 0, inside: 0, left: 0, waiting: [] }
    crowds.set(key, crowd)
    crowd.members++
    const wake = () => {
      for (const go of crowd.waiting.splice(0)) go()
    }
    const end = () => {
      if (--crowd.members === 0) crowds.delete(key)
      wake()
    }
    for (;;) {
      const { left } = crowd
      crowd.asking++
      let wait: number | null
      try {
        wait = await ask()
      } catch (error) {
        crowd.asking--
        end()
        throw error
      }
      crowd.asking--
      if (wait === null) {
        crowd.inside++
        const leave = () => {
          crowd.inside--
          crowd.left++
          end()
        }
        return { leave }
      }
      wake()
      while (crowd.asking + crowd.inside > 0) await new Promise<void>((go) => crowd.waiting.push(go))
      if (crowd.left === left) {
        end()
        return { wait }
      }
    }
  }
}
