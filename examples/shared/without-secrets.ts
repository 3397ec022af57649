/** The path and query of a request as a log may show them: whatever looks like one of our secrets, or stands where one would. */
export const withoutSecrets = (address: string): string =>
  address.replaceAll(/\bik_[a-z]+_[\w-]+/g, '…').replaceAll(/([?&][\w-]*token=)[^&#]*/gi, '$1…')
