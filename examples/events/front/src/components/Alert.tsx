import type { ReactNode } from 'react'

interface Props {
  readonly kind: 'error' | 'success' | 'info'
  readonly children: ReactNode
}

/** Something that happened; an error is told at once to who listens to the page. */
export function Alert({ kind, children }: Props) {
  return (
    <div className={`alert ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="8.25" />
        <path
          d={
            kind === 'success'
              ? 'M6.500 10.500l2.300 2.300 4.700-5'
              : kind === 'error'
                ? 'M10 5.500v5.500m0 2.700v.3'
                : 'M10 9v5.500m0-8.500v.3'
          }
        />
      </svg>
      <div>{children}</div>
    </div>
  )
}
