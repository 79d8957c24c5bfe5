/** Which screen is shown: the door, or a room of the house. */
import { Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { Loading, Notice } from '../design/Notice'
import { SignIn } from '../session/SignIn'
import { useMay, useSession } from '../session/session'
import { Frame } from './Frame'
import { ROOMS, THINGS } from './rooms'
import { useTranslation } from 'react-i18next'

export function Screens() {
  const { session } = useSession()
  if (session === undefined) return null
  if (session === null) return <SignIn />
  return (
    <Frame>
      <Suspense fallback={<Loading />}>
        <Rooms />
      </Suspense>
    </Frame>
  )
}

function Rooms() {
  const { t } = useTranslation()
  const may = useMay()
  const open = ROOMS.filter((room) => may(room.needs))
  const first = open[0]
  return (
    <Switch>
      {open.map((room) => (
        <Route key={room.path} path={room.path} component={room.screen} />
      ))}
      {THINGS.map(({ path, screen: Screen }) => (
        <Route key={path} path={path}>
          {(found: { id?: string }) => <Screen key={found.id} id={found.id ?? ''} />}
        </Route>
      ))}
      <Route path="/">{first ? <Redirect to={first.path} replace /> : <Notice>{t('trouble.noRoom')}</Notice>}</Route>
      <Route>
        <Notice tone="warn">{t('trouble.notFound')}</Notice>
      </Route>
    </Switch>
  )
}
