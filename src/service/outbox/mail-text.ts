import type { Locale } from '../../domain/errors.ts'
import type { Mail } from '../../ports/mailer.ts'

/** What a mail speaks of; names come from people, so they are text and never markup. */
export interface MailFacts {
  readonly kind: Mail['kind']
  readonly locale: Locale
  readonly url: string | null
  readonly expiresAt: Date | null
  /** What the scope is called. */
  readonly place: string
  readonly inviter: string | null
}

interface Sentences {
  readonly subject: string
  readonly lines: readonly string[]
  readonly button: string | null
}

const texts: { readonly [locale in Locale]: { readonly [kind in Mail['kind']]: (facts: MailFacts) => Sentences } } = {
  en: {
    invitation: ({ place, inviter }) => ({
      subject: `You are invited to ${place}`,
      lines: [
        inviter === null ? `You have been invited to join ${place}.` : `${inviter} invites you to join ${place}.`,
        'Open the link to see the invitation and to accept it.',
      ],
      button: 'See the invitation',
    }),
    activation: ({ place }) => ({
      subject: `Activate your account at ${place}`,
      lines: [`Your account at ${place} is ready.`, 'Open the link to choose your password.'],
      button: 'Activate the account',
    }),
    reset: ({ place }) => ({
      subject: `Choose a new password for ${place}`,
      lines: [
        `A new password was asked for your account at ${place}.`,
        'If it was not you, do nothing: your password stays as it is.',
      ],
      button: 'Choose a new password',
    }),
    password_changed: ({ place }) => ({
      subject: `Your password for ${place} was changed`,
      lines: [
        `The password of your account at ${place} was changed, and every other session was ended.`,
        'If it was not you, choose a new password now and tell your administrator.',
      ],
      button: null,
    }),
    email: ({ place }) => ({
      subject: `Confirm your new address for ${place}`,
      lines: [
        `Somebody with an account at ${place} gave this address as their new one.`,
        'If it was you, open the link to confirm it. If it was not, do nothing: nothing changes.',
      ],
      button: 'Confirm the address',
    }),
    email_changed: ({ place }) => ({
      subject: `Your address for ${place} was changed`,
      lines: [
        `Your account at ${place} has another e-mail address from now on, and every session was ended.`,
        'If it was not you, tell your administrator now.',
      ],
      button: null,
    }),
  },
  fr: {
    invitation: ({ place, inviter }) => ({
      subject: `Invitation à rejoindre ${place}`,
      lines: [
        inviter === null ? `Vous êtes invité à rejoindre ${place}.` : `${inviter} vous invite à rejoindre ${place}.`,
        'Ouvrez le lien pour voir l’invitation et l’accepter.',
      ],
      button: 'Voir l’invitation',
    }),
    activation: ({ place }) => ({
      subject: `Activez votre compte ${place}`,
      lines: [`Votre compte ${place} est prêt.`, 'Ouvrez le lien pour choisir votre mot de passe.'],
      button: 'Activer le compte',
    }),
    reset: ({ place }) => ({
      subject: `Choisissez un nouveau mot de passe pour ${place}`,
      lines: [
        `Un nouveau mot de passe a été demandé pour votre compte ${place}.`,
        'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',
      ],
      button: 'Choisir un nouveau mot de passe',
    }),
    password_changed: ({ place }) => ({
      subject: `Le mot de passe de votre compte ${place} a changé`,
      lines: [
        `Le mot de passe de votre compte ${place} a été modifié et toutes les autres sessions sont terminées.`,
        'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez votre administrateur.',
      ],
      button: null,
    }),
    email: ({ place }) => ({
      subject: `Confirmez votre nouvelle adresse pour ${place}`,
      lines: [
        `Une personne qui a un compte ${place} a indiqué cette adresse comme sa nouvelle adresse.`,
        'Si c’est vous, ouvrez le lien pour la confirmer. Sinon, ne faites rien : rien ne change.',
      ],
      button: 'Confirmer l’adresse',
    }),
    email_changed: ({ place }) => ({
      subject: `L’adresse de votre compte ${place} a changé`,
      lines: [
        `Votre compte ${place} a désormais une autre adresse e-mail et toutes les sessions sont terminées.`,
        'Si ce n’était pas vous, prévenez tout de suite votre administrateur.',
      ],
      button: null,
    }),
  },
}

const ends: { readonly [locale in Locale]: (date: string) => string } = {
  en: (date) => `The link works once, until ${date} (UTC).`,
  fr: (date) => `Le lien fonctionne une seule fois, jusqu’au ${date} (UTC).`,
}

/** The subject, the plain text and the HTML of a mail. */
export function mailText(facts: MailFacts): Pick<Mail, 'subject' | 'text' | 'html'> {
  const { locale, url, expiresAt } = facts
  const safe = {
    ...facts,
    place: oneLine(facts.place),
    inviter: facts.inviter === null ? null : oneLine(facts.inviter),
  }
  const { subject, lines, button } = texts[locale][facts.kind](safe)
  const last =
    expiresAt === null
      ? []
      : [
          ends[locale](
            new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(
              expiresAt,
            ),
          ),
        ]
  const text = [...lines, ...(url === null ? [] : [url]), ...last].join('\n\n')
  const paragraphs = [...lines, ...last].map((line) => `<p>${markup(line)}</p>`)
  if (url !== null && button !== null)
    paragraphs.splice(
      lines.length,
      0,
      `<p><a href="${markup(url)}">${markup(button)}</a></p><p><small>${markup(url)}</small></p>`,
    )
  return {
    subject,
    text,
    html: `<!doctype html><html lang="${locale}"><meta charset="utf-8"><title>${markup(subject)}</title><body>${paragraphs.join('')}</body></html>`,
  }
}

/** A name in a subject stays on its line, and is no longer than a name. */
const oneLine = (text: string): string => [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')].slice(0, 100).join('')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const markup = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
