/** The way out. */
import { LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/Fields'
import { useLeaving } from './leaving'

export function SignOut() {
  const { t } = useTranslation()
  const { leave, question } = useLeaving()
  return (
    <>
      <Button kind="quiet" onPress={() => void leave()}>
        <LogOut size={14} aria-hidden /> {t('frame.signOut')}
      </Button>
      {question}
    </>
  )
}
