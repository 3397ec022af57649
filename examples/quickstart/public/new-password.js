import { Problem, post } from './api.js'
import { formOf, go, inputOf, one, showPanel, slots, start } from './dom.js'
import { handle } from './form.js'
import { fill, texts } from './i18n.js'
import { revealButtons, showRules } from './password.js'
import { forgetToken, takeToken } from './token.js'

// One page for both links that end in a new password; the server says which of them this is.
const isReset = one('[data-kind]').dataset.kind === 'reset'
const [previewPath, completePath] = isReset
  ? ['/password/reset/preview', '/password/reset']
  : ['/activations/preview', '/activations/complete']
const token = takeToken()

/** @param {'missing' | 'reset' | 'activation'} why */
function end(why) {
  showPanel('ended')
  slots(document, { title: texts.ended.title, reason: texts.ended[why], next: texts.ended[`${why}Next`] })
  document.title = `${texts.ended.title} · ${texts.app.name}`
}

/** @param {unknown} error whatever the link is refused for, what to do next is the same */
function endOrThrow(error) {
  const isEnd = error instanceof Problem && error.fields.length === 0 && [400, 404, 409, 410].includes(error.status)
  if (!isEnd) throw error
  end(isReset ? 'reset' : 'activation')
}

async function load() {
  if (!token) return end('missing')
  try {
    show(await post(previewPath, { token }))
  } catch (error) {
    endOrThrow(error)
  }
}

/** @param {{ email: string, name: string | null, passwordRules: import('./password.js').PasswordRules }} preview */
function show({ email, name, passwordRules }) {
  const panel = showPanel('form')
  slots(panel, { lead: fill((isReset ? texts.reset : texts.activate).lead, { email }) })
  inputOf('#email', panel).value = email
  // Who has no name yet is called by their address.
  if (!isReset && name !== email) inputOf('#name', panel).value = name ?? ''
  revealButtons(panel)
  showRules('password', passwordRules)
  handle(formOf('form', panel), async ({ password, name }) => {
    try {
      await post(completePath, { token, password, ...(name && { profile: { name } }) })
    } catch (error) {
      return endOrThrow(error)
    }
    forgetToken()
    // A reset logs nobody in; an activation does.
    await go(isReset ? '/login?reset' : '/?welcome')
  })
}

await start(load)
