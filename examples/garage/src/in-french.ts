const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'Europe/Paris' })

/** How dates are written. */
export const inFrench = { day: (date: Date): string => day.format(date) } as const
