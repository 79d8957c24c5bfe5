/** Starts the screens. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './design/tokens.css'
import './design/design.css'
import { applyTheme } from './design/theme'
import { Screens } from './frame/Screens'
import { SessionProvider } from './session/session'
import { startWords } from './words/words'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root.')
applyTheme()
await startWords()
createRoot(root).render(
  <StrictMode>
    <SessionProvider>
      <Screens />
    </SessionProvider>
  </StrictMode>,
)
