import { html } from 'hono/html'
import { mainPage } from './layout.ts'
import { type Html, loadingAndFailure, type View } from './parts.ts'
import { dialogs } from './people-dialogs.ts'

// On a phone the rows become cards; the roles keep them a table for those who listen.
const table = (id: string, columns: readonly string[], empty: string, more: string): Html => html`
  <table class="cards" role="table" aria-labelledby="${id}-title" id="${id}">
    <thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <p class="empty" data-empty hidden>${empty}</p>
  <p class="after"><button type="button" data-more hidden>${more}</button></p>`

const cell = (label: string, slot: string): Html =>
  html`<td role="cell" data-label="${label}"><span data-slot="${slot}"></span></td>`

const action = (name: string, label: string, needs: string, style = ''): Html =>
  html`<button type="button" class="ghost ${style}" data-action="${name}" data-needs="${needs}" hidden>${label}</button>`

export const peoplePage = (view: View, grants: Readonly<Record<string, readonly string[]>>): Html => {
  const { t } = view
  const p = t.people
  return mainPage(view, '/', {
    title: p.title,
    lead: p.lead,
    script: 'people.js',
    action: html`<button type="button" class="primary" data-open="invite" data-needs="people.invite" hidden>${p.invite}</button>`,
    body: html`
    ${loadingAndFailure(t)}
    <div data-content hidden>
      <section data-needs="people.invite" hidden data-list="invitations">
        <h2 id="invitations-title" tabindex="-1">${p.invitations}</h2>
        ${table('invitations', [p.person, p.role, p.state, p.expires, p.actions], p.invitationsEmpty, t.common.more)}
      </section>
      <section data-list="accounts">
        <h2 id="accounts-title" tabindex="-1">${p.accounts}</h2>
        ${table('accounts', [p.person, p.role, p.state, p.lastSeen, p.actions], p.accountsEmpty, t.common.more)}
      </section>
    </div>
    <template id="invitations-row">
      <tr role="row">
        <th role="rowheader" scope="row"><span class="who" data-slot="who"></span><span class="small" data-slot="more"></span></th>
        ${cell(p.role, 'role')}
        <td role="cell" data-label="${p.state}"><span><span class="badge" data-slot="state"></span><span class="delivery" data-slot="delivery"></span></span></td>
        ${cell(p.expires, 'expires')}
        <td role="cell" class="actions">
          ${action('resend', p.resend, 'people.invite')} ${action('link', p.copyLink, 'people.invite')} ${action('revoke', p.revoke, 'people.invite', 'danger')}
        </td>
      </tr>
    </template>
    <template id="accounts-row">
      <tr role="row">
        <th role="rowheader" scope="row"><span class="who" data-slot="who"></span><span class="small" data-slot="more"></span></th>
        ${cell(p.role, 'role')}
        <td role="cell" data-label="${p.state}"><span class="badge" data-slot="state"></span></td>
        ${cell(p.lastSeen, 'seen')}
        <td role="cell" class="actions">
          ${action('role', p.changeRole, 'people.edit')} ${action('suspend', p.suspend, 'people.suspend', 'danger')} ${action('reactivate', p.reactivate, 'people.suspend')}
        </td>
      </tr>
    </template>
    ${dialogs(t, grants)}`,
  })
}
