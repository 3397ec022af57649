/** The name of the house. */
export const Brand = () => (
  <span className="brand">
    <svg aria-hidden="true" viewBox="0 0 32 32" width="34" height="34">
      <rect width="32" height="32" rx="8" className="brand-tile" />
      <path d="M7 23V10l9 8 9-8v13" className="brand-line" />
    </svg>
    <span>
      Maison Marceau
      <small>Espace collaborateurs</small>
    </span>
  </span>
)
