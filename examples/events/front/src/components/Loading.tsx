import { t } from '../texts/index.ts'

export function Loading({ text = t.loading }: { readonly text?: string }) {
  return (
    <div className="loading" role="status">
      <span className="spinner" aria-hidden="true" />
      {text}
    </div>
  )
}
