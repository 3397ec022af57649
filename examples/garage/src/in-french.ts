const long = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'Europe/Paris' })
const short = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeZone: 'Europe/Paris' })

/** How dates are written: in a sentence, and in a list. */
export const inFrench = {
  day: (date: Date): string => long.format(date),
  shortDay: (date: Date): string => short.format(date),
} as const
