/** A part of a screen under its own heading, with what may be done about it. */
import { useId, type ReactNode } from 'react'

interface PanelProps {
  title: string
  acts?: ReactNode
  /** Without a margin of its own: for a table. */
  isFlush?: boolean
  children: ReactNode
}

export function Panel({ title, acts, isFlush, children }: PanelProps) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {acts && <div className="row">{acts}</div>}
      </header>
      {isFlush ? <div className="across">{children}</div> : <div className="body stack">{children}</div>}
    </section>
  )
}
