import { html } from 'hono/html'
import type { Language, Texts } from '../texts.ts'

/** What every page is made from. */
export interface View {
  readonly language: Language
  readonly t: Texts
  readonly query: Readonly<Record<string, string>>
  /** Whether there is a development mailbox to link to. */
  readonly hasMailbox: boolean
}

export type Html = ReturnType<typeof html>

export const nothing = html``

interface Field {
  /** The name of the API's field. */
  readonly name: string
  /** Where two forms of one page have a field of the same name. */
  readonly id?: string
  readonly label: string
  readonly type?: 'text' | 'email'
  readonly autocomplete: string
  readonly hint?: string
  readonly readonly?: boolean
  readonly optional?: boolean
}

/** A labelled input with its hint and its error, both bound to it. */
export const field = ({
  name,
  id = name,
  label,
  type = 'text',
  autocomplete,
  hint,
  readonly,
  optional,
}: Field): Html => html`
  <div class="field" data-field="${name}">
    <label for="${id}">${label}</label>
    <input id="${id}" name="${name}" type="${type}" autocomplete="${autocomplete}"
      aria-describedby="${hint ? `${id}-hint ` : ''}${id}-error" ${optional ? '' : 'required'} ${readonly ? 'readonly' : ''}
      ${type === 'email' ? html`inputmode="email" autocapitalize="none" spellcheck="false"` : ''}>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ''}
    <p class="error" id="${id}-error" data-error hidden></p>
  </div>`

interface PasswordField extends Pick<Field, 'name' | 'id' | 'label'> {
  /** `new-password` brings the list of rules, filled from what the API asks for. */
  readonly autocomplete: 'current-password' | 'new-password'
}

/** A password with its reveal button and, for a new one, its rules, ticked off while it is typed. Pasting is welcome. */
export const passwordField = (t: Texts, { name, id = name, label, autocomplete }: PasswordField): Html => {
  const isNew = autocomplete === 'new-password'
  return html`
  <div class="field" data-field="${name}">
    <label for="${id}">${label}</label>
    <div class="reveal">
      <input id="${id}" name="${name}" type="password" autocomplete="${autocomplete}" required autocapitalize="none" spellcheck="false"
        aria-describedby="${id}-error${isNew ? ` ${id}-rules` : ''}">
      <button type="button" class="ghost" data-reveal="${id}" aria-label="${t.common.revealLabel}">${t.common.reveal}</button>
    </div>
    <p class="error" id="${id}-error" data-error hidden></p>
    ${isNew ? html`<div class="rules" id="${id}-rules" data-rules="${id}" hidden><p>${t.rules.title}</p><ul></ul></div>` : ''}
  </div>`
}

/** Where a form says what is wrong as a whole. */
export const problem = html`<p class="notice bad" role="alert" data-problem hidden></p>`

/** Dead until the script has taken the form over: an early click would send it nowhere, and lose what was typed. */
export const submit = (label: string | Html, style = 'primary'): Html =>
  html`<button type="submit" class="${style}" disabled>${label}</button>`

/** What a page shows until it knows more, and when it cannot know. */
export const loadingAndFailure = (t: Texts): Html => html`
  <div class="loading" data-loading role="status"><span class="spinner" aria-hidden="true"></span> ${t.common.loading}</div>
  <div class="notice bad" data-failure role="alert" hidden>
    <p><strong>${t.errors.loadTitle}</strong></p>
    <p data-slot="detail"></p>
    <button type="button" data-retry>${t.common.tryAgain}</button>
  </div>`
