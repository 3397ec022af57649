import { all, inputOf, one } from './dom.js'
import { fill, texts } from './i18n.js'

/** Lets each password be looked at while it is typed. @param {ParentNode} [root] */
export function revealButtons(root) {
  for (const button of all('[data-reveal]', root)) {
    const input = inputOf(`#${button.dataset.reveal}`)
    button.addEventListener('click', () => {
      const shown = input.type === 'password'
      input.type = shown ? 'text' : 'password'
      button.textContent = shown ? texts.common.conceal : texts.common.reveal
      button.ariaLabel = shown ? texts.common.concealLabel : texts.common.revealLabel
    })
  }
}

/**
 * What the API asks of a password.
 *
 * @typedef {{ minimum: number, maximum: number, lower: boolean, upper: boolean, digit: boolean, symbol: boolean, refuseCommon: boolean }} PasswordRules
 */

// Each rule that can be checked while one types; the API counts in the same way: code points, after NFC.
/** @type {[name: 'minimum' | 'maximum' | 'lower' | 'upper' | 'digit' | 'symbol', applies: (rules: PasswordRules, length: number) => boolean, met: (password: string, length: number, rules: PasswordRules) => boolean][]} */
const checks = [
  ['minimum', () => true, (_, length, rules) => length >= rules.minimum],
  ['maximum', (rules, length) => length > rules.maximum, () => false],
  ['lower', (rules) => rules.lower, (password) => /\p{Ll}/u.test(password)],
  ['upper', (rules) => rules.upper, (password) => /\p{Lu}/u.test(password)],
  ['digit', (rules) => rules.digit, (password) => /\p{Nd}/u.test(password)],
  ['symbol', (rules) => rules.symbol, (password) => /[^\p{L}\p{M}\p{N}\s]/u.test(password)],
]

/**
 * Lists the rules below a new password and ticks them off while it is typed.
 *
 * @param {string} id the id of the input
 * @param {PasswordRules} rules
 */
export function showRules(id, rules) {
  const input = inputOf(`#${id}`)
  const box = one(`[data-rules="${id}"]`)
  const list = one('ul', box)
  const render = () => {
    const length = [...input.value.normalize('NFC')].length
    const items = checks
      .filter(([, applies]) => applies(rules, length))
      .map(([name, , met]) =>
        item(
          fill(texts.rules[name], { count: rules[name === 'maximum' ? 'maximum' : 'minimum'] }),
          met(input.value, length, rules),
        ),
      )
    // Whether a password is common is known to the API alone: this line is advice and is never ticked.
    if (rules.refuseCommon) items.push(item(texts.rules.refuseCommon))
    list.replaceChildren(...items)
  }
  input.addEventListener('input', render)
  render()
  box.hidden = false
}

/** @param {string} text @param {boolean} [met] */
function item(text, met) {
  const line = document.createElement('li')
  line.textContent = text
  if (met === undefined) return line
  line.classList.add(met ? 'met' : 'open')
  const state = document.createElement('span')
  state.className = 'visually-hidden'
  state.textContent = `: ${met ? texts.rules.met : texts.rules.open}`
  line.append(state)
  return line
}
