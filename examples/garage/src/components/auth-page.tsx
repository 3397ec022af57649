import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'

interface AuthPage {
  readonly title: string
  readonly intro?: ReactNode
  readonly children: ReactNode
  /** A sentence below the form: where else to go. */
  readonly foot?: ReactNode
}

const promises = [
  ['Ordres de réparation', 'De l’accueil du véhicule à la restitution, sur un seul écran.'],
  ['Pièces et stock', 'Ce qui manque est commandé avant que le pont ne soit occupé.'],
  ['Devis et factures', 'Signés par le client, rapprochés le soir même.'],
] as const

/** A page with one form, beside what the product is about. */
export const AuthPage = ({ title, intro, children, foot }: AuthPage) => (
  <div className="auth">
    <aside className="panel">
      <Logo />
      <div className="panel-pitch">
        <p className="panel-title">La gestion de garage, sans cambouis.</p>
        <ul className="panel-list">
          {promises.map(([name, text]) => (
            <li key={name}>
              <strong>{name}</strong>
              <span>{text}</span>
            </li>
          ))}
        </ul>
      </div>
      <p className="panel-foot">Pour les garages indépendants</p>
      <svg className="panel-art" viewBox="0 0 600 600" aria-hidden="true">
        <path d="M300 30 534 165v270L300 570 66 435V165z" />
        <path d="M300 90 482 195v210L300 510 118 405V195z" />
        <circle cx="300" cy="300" r="118" />
        <circle cx="300" cy="300" r="86" />
      </svg>
    </aside>
    <main className="auth-main" id="content">
      <div className="auth-box">
        <div className="auth-head">
          <h1>{title}</h1>
          {intro && <p className="intro">{intro}</p>}
        </div>
        {children}
        {foot && <p className="foot">{foot}</p>}
      </div>
    </main>
  </div>
)
