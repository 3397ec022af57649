import { all, inputOf, one, slots } from './dom.js'
import { clearErrors, handle } from './form.js'
import { fill, roleName, texts } from './i18n.js'

/** @param {string} id */
const dialogOf = (id) => /** @type {HTMLDialogElement} */ (one(`dialog#${id}`))

/**
 * What the form of a dialog does; it may answer with what is to be done once the dialog is closed.
 *
 * @typedef {(values: Record<string, string>) => Promise<(() => void) | void>} Send
 */

/** @type {Record<string, Send>} */
const onSubmit = {}

for (const dialog of /** @type {HTMLDialogElement[]} */ (all('dialog'))) {
  for (const button of all('[data-close]', dialog)) button.addEventListener('click', () => dialog.close())
  const form = dialog.querySelector('form')
  // A refusal stays in the dialog, beside what was asked; only what worked closes it.
  if (form)
    handle(form, async (values) => {
      const afterwards = await onSubmit[dialog.id]?.(values)
      dialog.close()
      afterwards?.()
    })
}

/** @param {HTMLDialogElement} dialog */
function open(dialog) {
  const form = dialog.querySelector('form')
  if (form) {
    form.reset()
    clearErrors(form)
  }
  dialog.showModal()
}

/** Offers the roles that this person may invite to; whether they really may is for the API to say. @param {HTMLDialogElement} dialog @param {import('./session.js').Session} here @param {string | null} [chosen] */
function fillRoles(dialog, here, chosen) {
  /** @type {Record<string, string[]>} */
  const grants = JSON.parse(dialogOf('invite').dataset.grants ?? '{}')
  const roles = new Set(here.memberships.flatMap(({ role }) => (role ? (grants[role] ?? []) : [])))
  const select = one('select', dialog)
  select.replaceChildren(...[...roles].map((role) => new Option(roleName(role), role, false, role === chosen)))
}

/** @param {import('./session.js').Session} here @param {Send} send */
export function inviteDialog(here, send) {
  const dialog = dialogOf('invite')
  open(dialog)
  // The smallest role first: more is a decision.
  fillRoles(dialog, here, 'member')
  onSubmit.invite = send
}

/** @param {import('./session.js').Session} here @param {string} name @param {string | null} role @param {(role: string) => ReturnType<Send>} send */
export function roleDialog(here, name, role, send) {
  const dialog = dialogOf('role')
  slots(dialog, { title: fill(texts.confirm.roleTitle, { name }) })
  open(dialog)
  fillRoles(dialog, here, role)
  onSubmit.role = (values) => send(values.role ?? '')
}

/**
 * Asks before something that cannot be taken back.
 *
 * @param {'resend' | 'link' | 'revoke' | 'suspend' | 'reactivate'} action
 * @param {string} name
 * @param {Send} act
 */
export function confirmAction(action, name, act) {
  const dialog = dialogOf('confirm')
  const label = action === 'link' ? texts.people.copyLink : texts.people[action]
  slots(dialog, {
    title: fill(texts.confirm[`${action}Title`], { name }),
    text: fill(texts.confirm[action], { name }),
    confirm: label,
  })
  one('[type=submit]', dialog).classList.toggle('danger', action === 'revoke' || action === 'suspend')
  open(dialog)
  onSubmit.confirm = act
}

/** Shows a link, once. @param {string} name @param {string} role @param {string} url */
export function linkDialog(name, role, url) {
  const dialog = dialogOf('link')
  const input = inputOf('input', dialog)
  slots(dialog, {
    title: fill(texts.invite.linkTitle, { email: name }),
    text: fill(texts.invite.linkReady, { role }),
    copied: '',
  })
  input.value = url
  const copy = one('[data-copy]', dialog)
  copy.textContent = texts.common.copy
  copy.onclick = async () => {
    input.select()
    // Without https the clipboard is closed to pages: the selected text can still be copied by hand.
    await navigator.clipboard?.writeText(url).then(
      () => {
        copy.textContent = texts.common.copied
        slots(dialog, { copied: texts.common.copied })
      },
      () => {},
    )
  }
  dialog.addEventListener(
    'close',
    () => {
      input.value = ''
    },
    { once: true },
  )
  dialog.showModal()
}
