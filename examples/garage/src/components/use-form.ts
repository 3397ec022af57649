'use client'

import { useActionState, useEffect, useRef } from 'react'
import type { FormAction, FormState } from '../form-state.ts'

/** A form that a server action answers, with scripts and without; with them, what is wrong gets the focus. */
export function useForm(action: FormAction, initial: FormState = {}) {
  const [state, send, isPending] = useActionState(action, initial)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!state.error) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid=true]')
    const target = wrong ?? form.current?.querySelector<HTMLElement>('[role=alert]')
    target?.focus()
  }, [state])
  return { state, send, isPending, form }
}
