/** Starts the screens. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './design/tokens.css'
import './design/design.css'
import { applyTheme } from './design/theme'
import { keepFocus } from './frame/focus'
import { fetchScreenAt } from './frame/rooms'
import { Screens } from './frame/Screens'
import { firstSession, mayBeSignedIn, SessionProvider } from './session/session'
import { startWords } from './words/words'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no root.')
applyTheme()
keepFocus()
const found = firstSession()
if (mayBeSignedIn()) fetchScreenAt(location.pathname)
await startWords()
createRoot(root).render(
  <StrictMode>
    <SessionProvider found={found}>
      <Screens />
    </SessionProvider>
  </StrictMode>,
)
