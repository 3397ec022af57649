import type { ReactNode } from 'react'

interface Props {
  readonly kind: 'good' | 'bad'
  readonly children: ReactNode
}

/** Something that happened: read out as soon as it is there. */
export const Notice = ({ kind, children }: Props) => (
  <div className={`notice notice-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
    <svg aria-hidden="true" viewBox="0 0 20 20" width="20" height="20">
      {kind === 'good' ? <path d="M4.5 10.5l3.5 3.5 7.5-8" /> : <path d="M10 5v6m0 3.2v.1" />}
    </svg>
    <div>{children}</div>
  </div>
)
