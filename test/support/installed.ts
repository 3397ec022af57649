import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Installs what is heavy when it is wanted, from a lock of its own. False where it cannot be had: then its tests are left
 * out, and in CI they fail.
 */
export function installed(folder: string): boolean {
  const lock = join(folder, 'node_modules/.package-lock.json')
  if (!existsSync(lock)) {
    const args = ['ci', '--prefer-offline', '--fetch-retries=0', '--no-audit', '--no-fund']
    // An npm around this one hands its prefix on, and this one would work there.
    const { npm_config_prefix: _, npm_config_local_prefix: __, ...env } = process.env
    spawnSync('npm', args, { cwd: folder, env, stdio: 'inherit', timeout: 180_000 })
  }
  if (existsSync(lock)) return true
  if (process.env['CI']) throw new Error(`${folder} could not be installed`)
  console.info(`Left out: the tests of what is in ${folder}, which could not be installed.`)
  return false
}
