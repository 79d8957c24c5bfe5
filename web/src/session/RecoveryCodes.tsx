/** Codes for when the app or the key is lost: shown once, to be written down. */
import { useTranslation } from 'react-i18next'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'

export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation()
  return (
    <section className="stack" aria-labelledby="recovery-codes">
      <h2 id="recovery-codes">{t('recovery.title')}</h2>
      <Notice tone="warn">{t('recovery.once')}</Notice>
      <ul className="codes mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row">
        <Button kind="primary" autoFocus onPress={onKept}>
          {t('recovery.kept')}
        </Button>
      </div>
    </section>
  )
}
