import { get, Problem, post } from './api.js'
import { formOf, go, inputOf, one, showPanel, slots, start } from './dom.js'
import { handle } from './form.js'
import { dateTime, fill, language, roleName, texts } from './i18n.js'
import { revealButtons, showRules } from './password.js'
import { forgetToken, takeToken } from './token.js'

// Opening the link only asks what it is: nothing changes before somebody sends the form.
const token = takeToken()

// Made once for this page: if an answer is lost on the way and the form is sent again, it still joins only once.
const idempotencyKey = [...crypto.getRandomValues(new Uint8Array(16))]
  .map((byte) => byte.toString(16).padStart(2, '0'))
  .join('')

// What is told about the invitation, on each panel.
let scopeName = ''
/** @type {Record<string, string>} */
let offer = {}

/** @param {string} name @param {Record<string, string>} values */
function panelWith(name, values) {
  const panel = showPanel(name)
  slots(document, { ...offer, ...values })
  document.title = `${one('h1').textContent} · ${texts.app.name}`
  revealButtons(panel)
  return panel
}

/** @param {string} code why the link is of no use */
function end(code) {
  const known = /** @type {Record<string, string>} */ (texts.ended)
  const name = `${code}Next` in known ? code : 'other'
  const values = { title: texts.ended.title, reason: known[name] ?? '', next: known[`${name}Next`] ?? '' }
  one('[data-forgot]', panelWith('ended', values)).hidden = code !== 'already_accepted'
}

async function load() {
  if (!token) return end('missing')
  try {
    await show(await post('/invitations/preview', { token }))
  } catch (error) {
    if (error instanceof Problem && [400, 404, 410].includes(error.status)) return end(error.code)
    throw error
  }
}

/** @param {any} preview what the API says about the link, and what comes next */
async function show({ next, reason, invitation, inviter, scope, passwordRules }) {
  if (next === 'ended') return end(reason)
  scopeName = scope.name
  offer = {
    title: fill(texts.join.title, { scope: scopeName }),
    offer: fill(inviter ? texts.join.invites : texts.join.invited, { name: inviter?.name ?? '', scope: scopeName }),
    role: invitation.role ? fill(texts.join.asRole, { role: roleName(invitation.role) }) : '',
    expires: fill(texts.join.expires, { date: dateTime(invitation.expiresAt) }),
    submit: fill(texts.join.submit, { scope: scopeName }),
  }
  if (next === 'accept' || next === 'switch_account') return showSignedIn(next, invitation.email)
  if (next === 'log_in') return showLogIn(invitation.email, texts.join.haveAccount)
  showSignUp(invitation, passwordRules)
}

/** @param {{ email: string | null, domains: string[], profile: { name?: string } }} invitation @param {import('./password.js').PasswordRules} rules */
function showSignUp({ email, domains, profile }, rules) {
  const panel = panelWith('sign_up', {})
  const isOpen = email === null
  const hint = one('#email-hint', panel)
  inputOf('#email', panel).readOnly = !isOpen
  inputOf('#email', panel).value = email ?? ''
  hint.hidden = isOpen && domains.length === 0
  inputOf('#name', panel).value = profile.name ?? ''
  if (domains.length > 0) {
    // The address has to be proven first: the mail leads to a page that asks for the password.
    hint.textContent = fill(texts.join.domains, { domains: domains.join(', ') })
    slots(panel, { submit: texts.join.submitDomains })
    one('[data-field=password]', panel).remove()
  } else {
    showRules('password', rules)
  }
  handle(formOf('form', panel), async ({ email = '', name, password }) => {
    try {
      await accept({ password, profile: { name }, locale: language, session: true, ...(isOpen && { email }) })
    } catch (error) {
      if (!(error instanceof Problem) || !['login_required', 'email_taken'].includes(error.code)) throw error
      showLogIn(email, texts.join.takenAccount)
    }
  })
}

/** @param {string} email @param {string} why */
function showLogIn(email, why) {
  const panel = panelWith('log_in', { why, submit: fill(texts.join.submitLogin, { scope: scopeName }) })
  inputOf('#email', panel).value = email
  handle(formOf('form', panel), async ({ password }) => {
    await post('/login', { email, password })
    await accept()
  })
}

/** @param {'accept' | 'switch_account'} next @param {string | null} invited */
async function showSignedIn(next, invited) {
  const { account } = await get('/session')
  const { email } = account
  if (next === 'accept') {
    const panel = panelWith('accept', { who: fill(texts.join.acceptAs, { email }) })
    return handle(formOf('form', panel), () => accept())
  }
  const who = fill(invited ? texts.join.wrong : texts.join.wrongOpen, { email, invited: invited ?? '' })
  const panel = panelWith('switch_account', { title: texts.join.wrongTitle, who })
  handle(formOf('form', panel), async () => {
    await post('/logout')
    await load()
  })
}

// The link has come to its end, or the world has changed, since it was opened: ask again what it is.
const changed = ['already_accepted', 'seats_taken', 'wrong_account', 'idempotency_mismatch', 'invitation_not_found']

/** @param {object} [details] what a new person has typed */
async function accept(details) {
  try {
    const headers = { 'idempotency-key': idempotencyKey }
    const { account, replayed } = await post('/invitations/accept', { token, ...details }, headers)
    forgetToken()
    // An address that was typed may have to be proven first; and an answer that is given again brings no session.
    if (account.status === 'invited') return await go('/login?confirm')
    await go(replayed ? '/login?joined' : '/?welcome')
  } catch (error) {
    if (error instanceof Problem && (error.status === 410 || changed.includes(error.code))) return load()
    throw error
  }
}

await start(load)
