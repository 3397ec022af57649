import { html } from 'hono/html'
import type { Texts } from '../texts.ts'
import { field, type Html, problem, submit } from './parts.ts'

const roleSelect = (t: Texts, id: string): Html => html`
  <div class="field" data-field="role">
    <label for="${id}">${t.invite.role}</label>
    <select id="${id}" name="role" aria-describedby="${id}-error"></select>
    <p class="error" id="${id}-error" data-error hidden></p>
  </div>`

const choice = (value: string, label: string, hint: string, checked: boolean): Html => html`
  <label class="choice"><input type="radio" name="delivery" value="${value}" ${checked ? 'checked' : ''}>
    <span>${label}<span class="small">${hint}</span></span></label>`

const buttons = (t: Texts, confirm: string): Html => html`
  <div class="buttons">
    <button type="button" data-close>${t.common.cancel}</button>
    ${submit(html`<span data-slot="confirm">${confirm}</span>`)}
  </div>`

/** The dialogs of the people page: invite, hand over a link, choose a role, and the question before something is undone. */
export const dialogs = (t: Texts, grants: Readonly<Record<string, readonly string[]>>): Html => html`
  <dialog id="invite" aria-labelledby="invite-title" data-grants="${JSON.stringify(grants)}">
    <form method="dialog" data-form>
      <h2 id="invite-title">${t.invite.title}</h2>
      <p class="lead">${t.invite.lead}</p>
      ${problem}
      ${field({ name: 'email', label: t.invite.email, type: 'email', autocomplete: 'off' })}
      ${roleSelect(t, 'invite-role')}
      <fieldset><legend>${t.invite.delivery}</legend>
        ${choice('mail', t.invite.mail, t.invite.mailHint, true)} ${choice('link', t.invite.link, t.invite.linkHint, false)}
      </fieldset>
      ${buttons(t, t.invite.submit)}
    </form>
  </dialog>
  <dialog id="link" aria-labelledby="link-title">
    <h2 id="link-title" data-slot="title"></h2>
    <p class="notice warn" data-slot="text"></p>
    <div>
      <label for="link-url">${t.invite.linkLabel}</label>
      <div class="reveal">
        <input id="link-url" type="text" readonly autocomplete="off" spellcheck="false">
        <button type="button" class="ghost" data-copy>${t.common.copy}</button>
      </div>
    </div>
    <p class="visually-hidden" role="status" data-slot="copied"></p>
    <div class="buttons"><button type="button" class="primary" data-close>${t.common.done}</button></div>
  </dialog>
  <dialog id="role" aria-labelledby="role-title">
    <form method="dialog" data-form>
      <h2 id="role-title" data-slot="title"></h2>
      <p class="lead">${t.confirm.role}</p>
      ${problem} ${roleSelect(t, 'new-role')} ${buttons(t, t.confirm.roleSubmit)}
    </form>
  </dialog>
  <dialog id="confirm" aria-labelledby="confirm-title" aria-describedby="confirm-text">
    <form method="dialog" data-form>
      <h2 id="confirm-title" data-slot="title"></h2>
      <p class="lead" id="confirm-text" data-slot="text"></p>
      ${problem} ${buttons(t, '')}
    </form>
  </dialog>`
