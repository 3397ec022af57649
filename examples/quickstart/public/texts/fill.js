/**
 * Puts values into a text: `fill('Join {scope}', { scope: 'Acme' })`.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
