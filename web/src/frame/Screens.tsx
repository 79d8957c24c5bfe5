/** Which screen is shown: the door, or a room of the house. */
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { later } from '../design/later'
import { Loading, Notice } from '../design/Notice'
import { ChoosePassword } from '../session/ChoosePassword'
import { Proved } from '../session/Proved'
import { SignIn } from '../session/SignIn'
import { useMay, useSession } from '../session/session'
import { Boundary } from './Boundary'
import { Frame } from './Frame'
import { isDismissed } from '../guide/dismissed'
import { SET_UP } from '../guide/rooms'
import { ROOMS, THINGS } from './rooms'
import { useStore } from './store'
import { useTitleAt } from './title'
import { useTranslation } from 'react-i18next'

const AccountScreen = later(() => import('../account/AccountScreen'))

export function Screens() {
  const { session } = useSession()
  const [address] = useLocation()
  if (session === undefined) return null
  if (session === null) return <Doors />
  if (address === '/proved') return <Proved />
  return (
    <Frame>
      <Boundary address={address}>
        <Rooms />
      </Boundary>
    </Frame>
  )
}

/** The way in, and what an administrator's link leads to. */
function Doors() {
  return (
    <Switch>
      <Route path="/invitation">
        <ChoosePassword kind="invitation" />
      </Route>
      <Route path="/password-reset">
        <ChoosePassword kind="password-reset" />
      </Route>
      <Route>
        <SignIn />
      </Route>
    </Switch>
  )
}

function Rooms() {
  const { t } = useTranslation()
  const may = useMay()
  const open = ROOMS.filter((room) => may(room.needs))
  const { isEmpty } = useStore()
  useTitleAt(useLocation()[0])
  const isLed = may('organization:manage') && !isDismissed()
  const first = isLed && isEmpty ? SET_UP : open[0]?.path
  return (
    <Switch>
      {open.map((room) => (
        <Route key={room.path} path={room.path} component={room.screen} />
      ))}
      <Route path="/account" component={AccountScreen} />
      {THINGS.map(({ path, screen: Screen }) => (
        <Route key={path} path={path}>
          {(found: { id?: string }) => <Screen key={found.id} id={found.id ?? ''} />}
        </Route>
      ))}
      {isLed && isEmpty === undefined && (
        <Route path="/">
          <Loading />
        </Route>
      )}
      <Route path="/">{first ? <Redirect to={first} replace /> : <Notice>{t('trouble.noRoom')}</Notice>}</Route>
      <Route>
        <Notice tone="warn">{t('trouble.notFound')}</Notice>
      </Route>
    </Switch>
  )
}
