import { html } from 'hono/html'
import { cardPage } from './layout.ts'
import { field, type Html, loadingAndFailure, nothing, passwordField, problem, submit, type View } from './parts.ts'

// Notices that another page may ask for by name; nothing from the address is shown as text.
const notices = ['ended', 'loggedOut', 'joined', 'confirm', 'reset'] as const

export const loginPage = (view: View): Html => {
  const { t } = view
  const notice = notices.find((name) => name in view.query)
  return cardPage(view, {
    title: t.login.title,
    lead: t.login.lead,
    script: 'login.js',
    body: html`
    ${notice ? html`<p class="notice" role="status">${t.login[notice]}</p>` : nothing}
    <form method="post" data-form>
      ${problem}
      ${field({ name: 'email', label: t.common.email, type: 'email', autocomplete: 'username' })}
      ${passwordField(t, { name: 'password', label: t.common.password, autocomplete: 'current-password' })}
      ${submit(t.login.submit)}
    </form>
    <p class="after"><a href="/forgot">${t.login.forgot}</a></p>
    <p class="hint">${t.login.noAccount}</p>`,
  })
}

export const forgotPage = (view: View): Html => {
  const { t } = view
  return cardPage(view, {
    title: t.forgot.title,
    script: 'forgot.js',
    body: html`
    <section data-panel="form">
      <p class="lead">${t.forgot.lead}</p>
      <form method="post" data-form>
        ${problem}
        ${field({ name: 'email', label: t.common.email, type: 'email', autocomplete: 'username' })}
        ${submit(t.forgot.submit)}
      </form>
    </section>
    <section data-panel="sent" hidden>
      <p class="notice good" data-slot="sent" role="status"></p>
      <p class="hint">${t.forgot.sentHint}</p>
      <p class="after"><button type="button" data-again>${t.forgot.again}</button></p>
    </section>
    <p class="after"><a href="/login">${t.forgot.back}</a></p>`,
  })
}

/** Reset and activation: a link, its dead ends, and a form with a new password. */
export const newPasswordPage = (view: View, kind: 'reset' | 'activate'): Html => {
  const { t } = view
  return cardPage(view, {
    title: t[kind].title,
    script: 'new-password.js',
    body: html`
    ${loadingAndFailure(t)}
    <div data-panel data-kind="${kind}"></div>
    <template id="form"><section>
      <p class="lead" data-slot="lead"></p>
      <form method="post" data-form>
        ${problem}
        ${field({ name: 'email', label: t.common.email, type: 'email', autocomplete: 'username', readonly: true, optional: true })}
        ${kind === 'activate' ? field({ name: 'name', label: t.common.name, autocomplete: 'name', optional: true }) : nothing}
        ${passwordField(t, { name: 'password', label: t.common.newPassword, autocomplete: 'new-password' })}
        ${submit(t[kind].submit)}
      </form>
    </section></template>
    <template id="ended"><section>
      <p class="notice bad" data-slot="reason"></p>
      <p data-slot="next"></p>
      <p class="after">
        ${kind === 'reset' ? html`<a class="button primary" href="/forgot">${t.ended.resetAgain}</a>` : nothing}
        <a class="button" href="/login">${t.common.goToLogIn}</a>
      </p>
    </section></template>`,
  })
}
