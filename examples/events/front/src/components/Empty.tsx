interface Props {
  readonly title: string
  readonly hint: string
}

export function Empty({ title, hint }: Props) {
  return (
    <div className="empty">
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
        <path d="M8 17.500A2.500 2.500 0 0 1 10.500 15h27a2.500 2.500 0 0 1 2.500 2.500v3a3.500 3.500 0 0 0 0 7v3a2.500 2.500 0 0 1-2.500 2.500h-27A2.500 2.500 0 0 1 8 30.500v-3a3.500 3.500 0 0 0 0-7z" />
        <path d="M29 16v3m0 4v3m0 4v3" />
      </svg>
      <p className="empty-title">{title}</p>
      <p className="soft">{hint}</p>
    </div>
  )
}
