import { html } from 'hono/html'
import { cardPage } from './layout.ts'
import { field, type Html, loadingAndFailure, passwordField, problem, submit, type View } from './parts.ts'

/** The acceptance page: a panel for each answer of the preview; public/join.js puts the right one on show. */
export const joinPage = (view: View): Html => {
  const { t } = view
  const offer = html`
    <p class="lead"><strong data-slot="offer"></strong> <span data-slot="role"></span></p>
    <p class="hint" data-slot="expires"></p>`
  return cardPage(view, {
    title: t.common.loading,
    script: 'join.js',
    body: html`
    ${loadingAndFailure(t)}
    <div data-panel></div>
    <template id="sign_up"><section>
      ${offer}
      <form method="post" data-form>
        ${problem}
        ${field({ name: 'email', label: t.common.email, type: 'email', autocomplete: 'username', hint: t.join.emailFixed })}
        ${field({ name: 'name', label: t.common.name, autocomplete: 'name' })}
        ${passwordField(t, { name: 'password', label: t.common.password, autocomplete: 'new-password' })}
        ${submit(html`<span data-slot="submit"></span>`)}
      </form>
    </section></template>
    <template id="log_in"><section>
      ${offer}
      <p class="notice" data-slot="why"></p>
      <form method="post" data-form>
        ${problem}
        ${field({ name: 'email', label: t.common.email, type: 'email', autocomplete: 'username', readonly: true })}
        ${passwordField(t, { name: 'password', label: t.common.password, autocomplete: 'current-password' })}
        ${submit(html`<span data-slot="submit"></span>`)}
      </form>
      <p class="after"><a href="/forgot">${t.login.forgot}</a></p>
    </section></template>
    <template id="accept"><section>
      ${offer}
      <p class="notice" data-slot="who"></p>
      <form method="post" data-form>${problem}${submit(html`<span data-slot="submit"></span>`)}</form>
    </section></template>
    <template id="switch_account"><section>
      ${offer}
      <p class="notice warn" data-slot="who"></p>
      <p>${t.join.wrongNext}</p>
      <form method="post" data-form>${problem}${submit(t.join.wrongSubmit)}</form>
      <p class="after"><a href="/">${t.join.wrongStay}</a></p>
    </section></template>
    <template id="ended"><section>
      <p class="notice bad" data-slot="reason"></p>
      <p data-slot="next"></p>
      <p class="after"><a class="button" href="/login">${t.common.goToLogIn}</a> <a href="/forgot" data-forgot hidden>${t.login.forgot}</a></p>
    </section></template>`,
  })
}
