/** What the window is called at an address: the room, or what kind of thing is open. */
import { useTranslation } from 'react-i18next'
import { useTitle } from '../design/title'
import { ROOMS, THINGS } from './rooms'

export function useTitleAt(address: string): void {
  const { t } = useTranslation()
  const room = ROOMS.find(({ path }) => path === address)
  const thing = THINGS.find(({ path }) => address.startsWith(path.replace(':id', '')))
  const name = room ? t(`rooms.${room.name}`) : thing ? t(`things.${thing.name}`) : address === '/account' ? t('account.title') : null
  useTitle(name === null ? 'Mortar' : `${name} · Mortar`)
}
