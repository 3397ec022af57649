import { Brand } from './brand.tsx'
import { LogOut } from './log-out.tsx'

/** What stands above every page of somebody who is in. */
export const TopBar = ({ name }: { readonly name: string }) => (
  <header className="bar">
    <Brand />
    <div className="bar-person">
      <span>{name}</span>
      <LogOut />
    </div>
  </header>
)
