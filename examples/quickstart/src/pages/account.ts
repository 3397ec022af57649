import { html } from 'hono/html'
import type { PasswordPolicy } from 'invitekit'
import { mainPage } from './layout.ts'
import { field, type Html, loadingAndFailure, passwordField, problem, submit, type View } from './parts.ts'

export const accountPage = (view: View, passwordRules: PasswordPolicy): Html => {
  const { t } = view
  return mainPage(view, '/account', {
    title: t.account.title,
    lead: t.account.lead,
    script: 'account.js',
    body: html`
    ${loadingAndFailure(t)}
    <div class="columns" data-content hidden>
      <section class="box">
        <h2>${t.account.profile}</h2>
        <dl>
          <dt>${t.account.name}</dt><dd data-slot="name"></dd>
          <dt>${t.common.email}</dt><dd data-slot="email"></dd>
          <dt>${t.people.role}</dt><dd data-slot="role"></dd>
          <dt>${t.account.memberSince}</dt><dd data-slot="since"></dd>
          <dt>${t.account.session}</dt><dd data-slot="session"></dd>
        </dl>
        <form method="post" data-logout>${problem}
          <p class="hint">${t.account.logOutLead}</p>
          ${submit(t.app.logOut, '')}
        </form>
      </section>
      <section class="box">
        <h2>${t.account.changeTitle}</h2>
        <p class="lead">${t.account.changeLead}</p>
        <form method="post" data-form data-password-rules="${JSON.stringify(passwordRules)}">
          ${problem}
          <div hidden>${field({ name: 'email', label: t.common.email, type: 'email', autocomplete: 'username', readonly: true, optional: true })}</div>
          ${passwordField(t, { name: 'currentPassword', label: t.account.current, autocomplete: 'current-password' })}
          ${passwordField(t, { name: 'newPassword', label: t.common.newPassword, autocomplete: 'new-password' })}
          ${submit(t.account.submit)}
        </form>
      </section>
    </div>`,
  })
}

export const auditPage = (view: View): Html => {
  const { t } = view
  return mainPage(view, '/audit', {
    title: t.audit.title,
    lead: t.audit.lead,
    script: 'audit.js',
    body: html`
    ${loadingAndFailure(t)}
    <div data-content hidden>
      <ol class="events"></ol>
      <p class="empty" data-empty hidden>${t.audit.empty}</p>
      <p class="after"><button type="button" data-more hidden>${t.common.more}</button></p>
    </div>
    <template id="event"><li><time></time> <span data-slot="sentence"></span></li></template>`,
  })
}
