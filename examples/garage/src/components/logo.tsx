/** A nut: what everything in a workshop hangs on. */
export const Logo = () => (
  <span className="logo">
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path className="logo-nut" d="M16 2 28.1 9v14L16 30 3.9 23V9z" />
      <circle className="logo-hole" cx="16" cy="16" r="5.6" />
    </svg>
    Établi
  </span>
)
