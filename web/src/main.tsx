/** Starts the screens. */
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
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
void start(createRoot(root), firstSession())

/** Not at the top of the file: what is fetched here may need what stands in it. */
async function start(shown: Root, found: ReturnType<typeof firstSession>) {
  await Promise.all([startWords(), mayBeSignedIn() && fetchScreenAt(location.pathname)])
  shown.render(
    <StrictMode>
      <SessionProvider found={found}>
        <Screens />
      </SessionProvider>
    </StrictMode>,
  )
}
