import type { ReactNode } from 'react'

interface Props {
  readonly kind: 'error' | 'success' | 'info'
  readonly children: ReactNode
}

/** What happened. Read out at once when it is a refusal, else when there is time. */
export const Notice = ({ kind, children }: Props) => (
  <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    {children}
  </div>
)
