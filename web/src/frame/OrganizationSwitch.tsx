/** For whom the person works here, and the way to another organization: its own account, its own session. */
import { Building2, ChevronsUpDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { useLeaving } from '../session/leaving'
import { organizationsHere, preferOrganization } from '../session/organizations'
import { useSession } from '../session/session'

const ANOTHER = ''

export function OrganizationSwitch() {
  const { t } = useTranslation()
  const { session } = useSession()
  const { leave, question } = useLeaving()
  const here = session?.organization
  if (!here) return null
  const others = organizationsHere().filter((slug) => slug !== here.slug && slug !== ANOTHER)

  function go(slug: string) {
    preferOrganization(slug)
    void leave()
  }

  return (
    <>
      <MenuTrigger>
        <Button className="organization" aria-label={t('frame.organization', { name: here.name })}>
          <Building2 size={14} aria-hidden />
          <span className="words">{here.name}</span>
          <ChevronsUpDown className="words" size={14} aria-hidden />
        </Button>
        <Popover className="popover">
          <Menu onAction={(key) => go(key === 'another' ? ANOTHER : String(key))}>
            {others.map((slug) => (
              <MenuItem key={slug} id={slug}>
                {t('frame.goTo', { slug })}
              </MenuItem>
            ))}
            <MenuItem id="another">{t('frame.another')}</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {question}
    </>
  )
}
