/**
 * Takes the secret out of the link that was opened: `/join#<token>`.
 *
 * It leaves the address bar at once, and with it the list of visited pages, bookmarks, screenshots and whatever syncs
 * them. A reload must still work, so the token moves into the *state* of the very same history entry: a browser keeps
 * an entry's state exactly where and as long as it kept the entry's address, so the secret is nowhere longer than
 * before. It is not put into sessionStorage, localStorage or a cookie, which any page of this origin could read later;
 * the state belongs to this entry of this tab, goes with it, and `forgetToken` wipes it when the link is spent.
 *
 * @returns {string | null}
 */
export function takeToken() {
  const fragment = location.hash.slice(1)
  if (fragment) history.replaceState({ token: fragment }, '', location.pathname)
  const token = history.state?.token
  return typeof token === 'string' ? token : null
}

export const forgetToken = () => history.replaceState(null, '', location.pathname)

// Another link that is opened in this tab changes the fragment only and loads nothing: start again with it.
addEventListener('hashchange', () => {
  if (location.hash.length > 1) location.reload()
})
