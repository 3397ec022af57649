import { errors, fieldErrors, InviteError } from 'invitekit'

/** What a form shows after it was sent: the same with scripts and without. */
export interface FormState {
  /** Why it was refused, in a sentence. */
  readonly error?: string
  /** What is wrong with which field. */
  readonly fields?: Readonly<Record<string, string>>
  /** What was typed, passwords apart. */
  readonly values?: Readonly<Record<string, string>>
  /** Set when it was done and the page stays. */
  readonly done?: boolean
  /** A link that is shown once. */
  readonly link?: string
}

/** Answers to a sent form. */
export type FormAction = (state: FormState, form: FormData) => Promise<FormState>

export const typed = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** A password is taken as it is. */
export const secretly = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** Does the work of a form; a refusal becomes its French sentence, beside the fields that it concerns. */
export async function answered(
  values: Readonly<Record<string, string>>,
  work: () => Promise<FormState>,
  names: Readonly<Record<string, string>> = {},
): Promise<FormState> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof InviteError)) {
      console.error(error)
      return { error: errors.internal.fr, values }
    }
    const fields: Record<string, string> = {}
    for (const { field, code } of error.params.fields ?? []) {
      const name = names[field] ?? field
      fields[name] = [fields[name], fieldErrors[code].fr].filter(Boolean).join(' ')
    }
    return { error: error.text('fr'), fields, values }
  }
}

/** Something of the form itself is missing, before a verb is asked. */
export const missing = (...names: readonly string[]): InviteError =>
  new InviteError('invalid_input', { fields: names.map((field) => ({ field, code: 'required' })) })
