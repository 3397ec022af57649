import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../texts/index.ts'

/** The page's heading: it gives the tab its title, and takes the focus when the page comes, so that it is read first. */
export function Heading({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t.brand}`
    heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <div className="heading">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  )
}
