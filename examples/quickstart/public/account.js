import { post } from './api.js'
import { announce, formOf, go, inputOf, slots, start } from './dom.js'
import { handle } from './form.js'
import { date, dateTime, roleName, texts } from './i18n.js'
import { revealButtons, showRules } from './password.js'
import { ask, session, showAllowed } from './session.js'

const change = formOf('form[data-form]')

async function load() {
  const here = await session()
  showAllowed(here)
  slots(document, {
    name: here.account.profile.name ?? '–',
    email: here.account.email,
    role: here.memberships.map(({ role }) => roleName(role)).join(', '),
    since: date(here.account.createdAt),
    session: dateTime(here.session.expiresAt),
  })
  inputOf('#email', change).value = here.account.email
}

revealButtons()
showRules('newPassword', JSON.parse(change.dataset.passwordRules ?? '{}'))
handle(change, async ({ currentPassword, newPassword }) => {
  await ask('POST', '/password/change', { currentPassword, newPassword })
  change.reset()
  announce(texts.account.changed)
})
handle(formOf('form[data-logout]'), async () => {
  await post('/logout')
  await go('/login?loggedOut')
})
await start(load)
