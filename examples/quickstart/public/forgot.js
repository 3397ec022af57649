import { post } from './api.js'
import { all, formOf, one, slots } from './dom.js'
import { handle } from './form.js'
import { fill, texts } from './i18n.js'

/** @param {string} name */
const show = (name) => {
  for (const panel of all('[data-panel]')) panel.hidden = panel.dataset.panel !== name
  slots(document, { title: name === 'sent' ? texts.forgot.sentTitle : texts.forgot.title })
}

// The answer is the same whether or not somebody has this address.
handle(formOf('form[data-form]'), async ({ email = '' }) => {
  await post('/password/forgot', { email })
  show('sent')
  slots(document, { sent: fill(texts.forgot.sent, { email }) })
  one('h1').focus()
})

one('[data-again]').addEventListener('click', () => {
  show('form')
  one('input[name=email]').focus()
})
