import { sharedStores } from './shared-stores.ts'

// A process of its own that counts under one key, many times at once. Run by `flexible-rate-limiter.test.ts`.

/** The key, and how often. */
export interface Job {
  readonly key: string
  readonly times: number
}

const [name, address = ''] = process.argv.slice(2)
const store = sharedStores.find((one) => one.name === name)
if (store === undefined) throw new TypeError(`There is no store ${name}`)
const { limiter } = await store.open(address)

process.on('message', async ({ key, times }: Job) => {
  const hits = Array.from({ length: times }, () => limiter.hit(key, 1, 60_000))
  const settled = await Promise.allSettled(hits)
  process.send?.(settled.map((one) => (one.status === 'fulfilled' ? one.value.count : String(one.reason))))
})

process.send?.('ready')
