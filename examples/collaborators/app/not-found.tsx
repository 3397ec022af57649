import Link from 'next/link'
import { Door } from '../components/door.tsx'

export default function NotFound() {
  return (
    <Door>
      <h1>Cette page n’existe pas</h1>
      <p className="lead">L’adresse est peut-être incomplète.</p>
      <Link className="button" href="/">
        Aller à l’accueil
      </Link>
    </Door>
  )
}
