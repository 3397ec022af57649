import { type ReactNode, useEffect, useRef } from 'react'
import { useNavigationType } from 'react-router'
import { texts } from '../lib/language.ts'

interface Props {
  readonly title: string
  readonly children?: ReactNode
}

/** The heading of a page. After a click that led here the focus is on it, so that a screen reader says where one is. */
export function PageTitle({ title, children }: Props) {
  const ref = useRef<HTMLHeadingElement>(null)
  const cameByClick = useNavigationType() !== 'POP'
  useEffect(() => {
    document.title = `${title} · ${texts.station}`
    if (cameByClick) ref.current?.focus()
  }, [title, cameByClick])
  return (
    <div className="page-title">
      <h1 ref={ref} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  )
}
