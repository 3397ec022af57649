import { Problem } from './api.js'
import { texts } from './i18n.js'

/** The one element that a page cannot do without. @param {string} selector @param {ParentNode} [root] @returns {HTMLElement} */
export function one(selector, root = document) {
  const element = root.querySelector(selector)
  if (!(element instanceof HTMLElement)) throw new TypeError(`the page has no ${selector}`)
  return element
}

/** @param {string} selector @param {ParentNode} [root] */
export const inputOf = (selector, root) => /** @type {HTMLInputElement} */ (one(selector, root))

/** @param {string} selector @param {ParentNode} [root] */
export const formOf = (selector, root) => /** @type {HTMLFormElement} */ (one(selector, root))

/** @param {string} selector @param {ParentNode} [root] */
export const all = (selector, root = document) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)])

/** A fresh copy of what a `<template>` holds. @param {string} selector */
export function copyOf(selector) {
  const template = /** @type {HTMLTemplateElement} */ (one(selector))
  const copy = document.importNode(template.content, true).firstElementChild
  if (!(copy instanceof HTMLElement)) throw new TypeError(`${selector} is empty`)
  return copy
}

/** Puts texts into the `data-slot` elements below `root`; never as HTML. @param {ParentNode} root @param {Record<string, string>} values */
export function slots(root, values) {
  for (const [name, value] of Object.entries(values))
    for (const element of all(`[data-slot="${name}"]`, root)) element.textContent = value
}

/**
 * Puts one of the page's panels on show, in the place of the one before: a page holds one form at a time.
 *
 * @param {string} name
 */
export function showPanel(name) {
  const panel = copyOf(`#${name}`)
  const place = one('[data-panel]')
  const hadFocus = place.contains(document.activeElement)
  place.replaceChildren(panel)
  // Whoever pressed a button of the one before is taken to the title of the new one.
  if (hadFocus) one('h1').focus()
  return panel
}

/** Says something in passing, aloud as well. @param {string} message */
export function announce(message) {
  const status = one('#status')
  status.textContent = message
  status.classList.add('shown')
  clearTimeout(Number(status.dataset.timer))
  status.dataset.timer = String(setTimeout(() => status.classList.remove('shown'), 8000))
}

/**
 * Loads a page's data: shows that it loads, then the content, or what went wrong and a way to try again.
 *
 * @param {() => Promise<void>} load
 */
export async function start(load) {
  const loading = one('[data-loading]')
  const failure = one('[data-failure]')
  const content = document.querySelector('[data-content]')
  const attempt = async () => {
    loading.hidden = false
    failure.hidden = true
    try {
      await load()
      if (content instanceof HTMLElement) content.hidden = false
    } catch (error) {
      if (!(error instanceof Problem)) console.error(error)
      slots(failure, { detail: error instanceof Problem ? error.message : texts.errors.unexpected })
      failure.hidden = false
    } finally {
      loading.hidden = true
    }
  }
  one('[data-retry]').addEventListener('click', attempt)
  await attempt()
}

/** Goes to another page; the promise never ends, so a form that waits for it stays busy. @param {string} path @returns {Promise<never>} */
export function go(path) {
  location.replace(path)
  return new Promise(() => {})
}

// A page that comes back from the browser's memory may show what is no longer so.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
