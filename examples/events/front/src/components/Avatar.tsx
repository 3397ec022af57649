/** A person's picture, or the letters of their name. */
export function Avatar({ name, picture }: { readonly name: string; readonly picture?: unknown }) {
  if (typeof picture === 'string' && picture !== '') return <img className="avatar" src={picture} alt="" />
  const letters = name
    .split(/[\s@.]+/u)
    .slice(0, name.includes('@') ? 1 : 2)
    .map((word) => [...word][0]?.toLocaleUpperCase() ?? '')
    .join('')
  return (
    <span className="avatar" aria-hidden="true">
      {letters}
    </span>
  )
}
