import { Problem } from './api.js'
import { all, one } from './dom.js'
import { texts } from './i18n.js'

/**
 * Makes a form work: checks that what is required is there, sends once however often one clicks, shows that it is
 * busy, puts what the API refuses beside its field, and moves the focus to the first wrong one.
 *
 * @param {HTMLFormElement} form
 * @param {(values: Record<string, string>) => Promise<unknown>} send
 */
export function handle(form, send) {
  form.noValidate = true
  for (const button of all('[type=submit]', form)) button.removeAttribute('disabled')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (form.ariaBusy === 'true') return
    clearErrors(form)
    const missing = all('input', form).filter((input) => input instanceof HTMLInputElement && !input.validity.valid)
    if (missing.length > 0) {
      showErrors(
        form,
        missing.map((input) => ({
          field: input.getAttribute('name') ?? '',
          detail: complaint(/** @type {HTMLInputElement} */ (input)),
        })),
      )
      return
    }
    setBusy(form, true)
    try {
      await send(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form))))
      setBusy(form, false)
    } catch (error) {
      setBusy(form, false)
      showProblem(form, error)
    }
  })
}

/** @param {HTMLInputElement} input */
const complaint = (input) => (input.validity.valueMissing ? texts.errors.required : texts.errors.email)

/** @param {HTMLFormElement} form @param {boolean} busy */
function setBusy(form, busy) {
  form.ariaBusy = String(busy)
  // Not `disabled`: the button keeps the focus, and a screen reader its place.
  for (const button of all('[type=submit]', form)) button.ariaDisabled = String(busy)
}

/** @param {HTMLFormElement} form */
export function clearErrors(form) {
  one('[data-problem]', form).hidden = true
  for (const error of all('[data-error]', form)) error.hidden = true
  for (const input of all('[aria-invalid]', form)) input.removeAttribute('aria-invalid')
}

/** Shows what the API refused: at the fields that it names, or above the form. @param {HTMLFormElement} form @param {unknown} error */
export function showProblem(form, error) {
  if (!(error instanceof Problem)) console.error(error)
  const problem = error instanceof Problem ? error : new Problem(0, {})
  // A refusal such as "the current password is not right" says more than "this is not right".
  const isGeneral = ['invalid_input', 'password_policy'].includes(problem.code)
  // The API names a field by its path: `profile.name` is the input `name`.
  const fields = problem.fields.map(({ field, detail }) => ({
    field: field.split('.').at(-1) ?? field,
    detail: (isGeneral && detail) || problem.message,
  }))
  if (!showErrors(form, fields)) say(form, problem.message)
}

/** @param {HTMLFormElement} form @param {string} message */
function say(form, message) {
  const place = one('[data-problem]', form)
  place.textContent = message
  place.hidden = false
}

/**
 * @param {HTMLFormElement} form
 * @param {{ field: string, detail: string }[]} errors
 * @returns {boolean} whether each found its field
 */
function showErrors(form, errors) {
  let placed = 0
  for (const { field, detail } of errors) {
    const holder = form.querySelector(`[data-field="${CSS.escape(field)}"]`)
    const input = holder?.querySelector('input, select')
    if (!(holder instanceof HTMLElement) || !(input instanceof HTMLElement)) continue
    const place = one('[data-error]', holder)
    place.textContent = place.hidden ? detail : `${place.textContent} ${detail}`
    place.hidden = false
    input.setAttribute('aria-invalid', 'true')
    placed += 1
  }
  const first = form.querySelector('[aria-invalid]')
  if (first instanceof HTMLElement) first.focus()
  return errors.length > 0 && placed === errors.length
}
