import { get, post } from './api.js'
import { formOf, go, one } from './dom.js'
import { handle } from './form.js'
import { revealButtons } from './password.js'

revealButtons()
handle(formOf('form[data-form]'), async ({ email, password }) => {
  await post('/login', { email, password })
  await go('/')
})
one('input[name=email]').focus()

// Whoever is logged in already has no business here.
get('/session').then(
  () => go('/'),
  () => {},
)
