/** The rules, the whole of them, for the server and for the page. bcrypt reads 72 bytes, and nothing is cut off. */
export const passwordPolicy = {
  minimum: 8,
  maximum: 72,
  lower: true,
  upper: true,
  digit: true,
  symbol: false,
  refuseCommon: false,
} as const
