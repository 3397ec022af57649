import { type ReactNode, type SubmitEvent, useRef } from 'react'

interface Props {
  readonly onSubmit: () => unknown
  readonly className?: string
  readonly children: ReactNode
}

/** A form that the page checks itself. What is refused takes the focus: the first field that is marked as wrong. */
export function Form({ onSubmit, className, children }: Props) {
  const ref = useRef<HTMLFormElement>(null)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    await onSubmit()
    // The fields are marked with the next picture.
    requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  }
  return (
    <form ref={ref} onSubmit={submit} className={className} noValidate>
      {children}
    </form>
  )
}
