/** The part of `globalThis` that a warning needs. */
interface Runtime {
  readonly process?: {
    readonly env?: { readonly NODE_ENV?: string | undefined }
    readonly emitWarning?: (text: string, options: { readonly type: string; readonly code: string }) => void
  }
  readonly console: { warn(text: string): void }
}

const warned = new Set<string>()

/** Says something once in each process, where `NODE_ENV` says that it is in production: on Node as a process warning. */
export function warnInProduction(code: string, text: string, runtime: Runtime = globalThis as Runtime): void {
  const { process, console } = runtime
  if (process?.env?.NODE_ENV !== 'production' || warned.has(code)) return
  warned.add(code)
  if (process.emitWarning) process.emitWarning(text, { type: 'InvitekitWarning', code })
  else console.warn(text)
}
