/** Takes a vaccine's barcode from a scanner that types, or from a person, and finds the product. */
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components'
import { Notice } from '../design/Notice'
import { useFormats } from '../words/format'
import type { FoundUnit } from './products'
import { useScan } from './useScan'

/** Stands for the separator, which no key types and nobody could see. */
const SHOWN_SEPARATOR = '\u241d'

interface ScanFieldProps {
  on: string
  autoFocus?: boolean
  onFound: (unit: FoundUnit) => void
}

export function ScanField({ on, autoFocus, onFound }: ScanFieldProps) {
  const { t } = useTranslation()
  const { day } = useFormats()
  const [text, setText] = useState('')
  const { read, problem, found } = useScan(on)

  async function take() {
    const unit = await read(text)
    if (unit === null) return
    setText('')
    onFound(unit)
  }

  function onKey(event: KeyboardEvent) {
    if (event.ctrlKey && event.key === ']') {
      event.preventDefault()
      setText((typed) => typed + SHOWN_SEPARATOR)
    }
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault()
      event.stopPropagation()
      void take()
    }
  }

  return (
    <div className="stack scan">
      <TextField className="field" value={text} onChange={setText} isInvalid={problem !== null} autoFocus={autoFocus ?? false}>
        <Label>{t('scan.label')}</Label>
        <Input className="mono" onKeyDown={onKey} autoComplete="off" spellCheck={false} />
        <Text slot="description" className="help">
          {t('scan.help')}
        </Text>
        <FieldError className="error">{problem}</FieldError>
      </TextField>
      <div role="status">
        {found && (
          <p className="soft">
            {found.brandName ?? found.ndc ?? ''} · {t('scan.lot', { lot: found.lot ?? '—' })}
            {found.serial && ` · ${t('scan.serial', { serial: found.serial })}`}
          </p>
        )}
        {found?.expiresOn && found.expiresOn < on && (
          <Notice tone="bad">{t('scan.expired', { day: day(found.expiresOn) })}</Notice>
        )}
        {found?.seasonEndedOn && <Notice tone="warn">{t('scan.seasonOver', { day: day(found.seasonEndedOn) })}</Notice>}
      </div>
    </div>
  )
}
