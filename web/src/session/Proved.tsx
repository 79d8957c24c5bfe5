/** Where a window ends that went to an identity provider: it tells the others, and closes. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '../design/Notice'
import { tellOtherWindows } from './windows'

export function Proved() {
  const { t } = useTranslation()
  useEffect(() => {
    tellOtherWindows('proved')
    window.close()
  }, [])
  return <Notice tone="good">{t('prove.done')}</Notice>
}
