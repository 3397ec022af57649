import type { Reach } from './server.ts'

/** Where a server is, or why there is none. */
export type Home = { readonly url: string } | { readonly missing: string; readonly isRefused?: true }

/** A server of the machine: where an environment variable says, or where it is by default; none where that says `none`. */
export function homeFrom(variable: string, standard: string): Home {
  const url = process.env[variable] || standard
  return url === 'none' ? { missing: `${variable} is "none"`, isRefused: true } : { url }
}

/** The address of a server that is known to be there. */
export function urlOf(home: Home): string {
  if ('missing' in home) throw new Error(home.missing)
  return home.url
}

/** What a server that is asked for its version is found to be. */
export async function reached(home: Home, version: (url: string) => Promise<string>): Promise<Reach> {
  if ('missing' in home) return home
  try {
    return { version: await version(home.url) }
  } catch (error) {
    return { missing: String(error) }
  }
}

/** The address of another database on the same server. */
export function addressOf(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}

export const databaseOf = (address: string): string => new URL(address).pathname.slice(1)

let made = 0

/** A name for a database that no other process gives. */
export const freshName = (): string => `invitekit_run_${process.pid}_${Date.now().toString(36)}_${made++}`
