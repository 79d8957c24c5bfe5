/** What stands around every screen: the way to the others, the store, the search, the way out. */
import { Moon, Search, Sun, UserRound } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Button } from '../design/Fields'
import mark from '../design/mark.svg'
import { applyTheme, themeNow } from '../design/theme'
import { useMay, useSession } from '../session/session'
import { LANGUAGES, speak, type Language } from '../words/words'
import { useArrival } from './arrival'
import { CommandPalette } from './CommandPalette'
import type { WingName } from './room'
import { ROOMS } from './rooms'
import { OrganizationSwitch } from './OrganizationSwitch'
import { KeepsDrafts } from '../drafts/useOutbox'
import { SessionWarning } from '../session/SessionWarning'
import { Shortcuts } from './Shortcuts'
import { SignOut } from '../session/SignOut'
import { StoreProvider, StoreSwitch } from './store'

const WINGS: readonly WingName[] = ['care', 'billing', 'insight', 'administration', 'protection']

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  useArrival()
  return (
    <StoreProvider>
      <a className="skip" href="#screen">
        {t('frame.skip')}
      </a>
      <div className="frame">
        <SessionWarning />
        <Ways />
        <div className="content">
          <TopBar />
          <main id="screen" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
    </StoreProvider>
  )
}

function Ways() {
  const { t } = useTranslation()
  const may = useMay()
  const [address] = useLocation()
  const open = ROOMS.filter((room) => may(room.needs))
  return (
    <nav aria-label={t('frame.ways')}>
      <span className="brand">
        <img src={mark} alt="" width={20} height={20} />
        <span className="words">Mortar</span>
      </span>
      <OrganizationSwitch />
      {WINGS.filter((wing) => open.some((room) => room.wing === wing)).map((wing) => (
        <section key={wing} aria-labelledby={`wing-${wing}`}>
          <h2 id={`wing-${wing}`}>{t(`wings.${wing}`)}</h2>
          <ul>
            {open
              .filter((room) => room.wing === wing)
              .map((room) => (
                <li key={room.path}>
                  <Link
                    href={room.path}
                    aria-label={t(`rooms.${room.name}`)}
                    aria-current={address.startsWith(room.path) ? 'page' : undefined}
                    onPointerEnter={() => void room.screen.fetch()}
                    onFocus={() => void room.screen.fetch()}
                  >
                    <room.icon size={16} aria-hidden />
                    <span className="words">{t(`rooms.${room.name}`)}</span>
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function TopBar() {
  const { t } = useTranslation()
  const { session } = useSession()
  const [isSearching, setSearching] = useState(false)
  return (
    <header className="topbar">
      <StoreSwitch />
      <Button kind="plain" onPress={() => setSearching(true)} aria-keyshortcuts="Control+K">
        <Search size={14} aria-hidden /> {t('frame.search')} <kbd>Ctrl K</kbd>
      </Button>
      <CommandPalette isOpen={isSearching} onOpenChange={setSearching} />
      <span className="spread" />
      <KeepsDrafts />
      <Link className="button quiet" href="/account" aria-label={t('account.open', { name: session?.name ?? '' })}>
        <UserRound size={14} aria-hidden /> {session?.name}
      </Link>
      <Shortcuts />
      <LanguageSwitch />
      <ThemeSwitch />
      <SignOut />
    </header>
  )
}

function LanguageSwitch() {
  const { i18n } = useTranslation()
  const other: Language = i18n.language === 'es' ? 'en' : 'es'
  return (
    <Button kind="quiet" onPress={() => void speak(other)}>
      <span lang={other}>{LANGUAGES[other]}</span>
    </Button>
  )
}

function ThemeSwitch() {
  const { t } = useTranslation()
  const [theme, setTheme] = useState(themeNow())
  const isDark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  return (
    <Button
      kind="quiet"
      aria-label={t(isDark ? 'frame.light' : 'frame.dark')}
      onPress={() => {
        const wanted = isDark ? 'light' : 'dark'
        applyTheme(wanted)
        setTheme(wanted)
      }}
    >
      {isDark ? <Sun size={14} aria-hidden /> : <Moon size={14} aria-hidden />}
    </Button>
  )
}
