/** What stands where a patient is not to be seen: they may be hidden. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Notice } from '../design/Notice'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { BreakGlass } from './glassDocuments'
import { useWords } from './words'

export default function HiddenPatient({ id }: { id: string }) {
  const { t } = useWords()
  const may = useMay()
  const [isBreaking, setBreaking] = useState(false)
  return (
    <>
      <h1>{t('hidden.title')}</h1>
      <Notice tone="warn">{t('hidden.what')}</Notice>
      {may('break_glass:use') && (
        <div className="row">
          <Button kind="danger" onPress={() => setBreaking(true)}>
            {t('hidden.break')}
          </Button>
        </div>
      )}
      {isBreaking && <BreakDialog id={id} onClose={() => setBreaking(false)} />}
    </>
  )
}

function BreakDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ reason: '' })
  const [, breakGlass] = useMutation(BreakGlass)
  return (
    <FormDialog
      title={t('hidden.break')}
      act={t('hidden.break')}
      isDangerous
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await breakGlass({ id, reason: form.values.reason })
        return refusalOf(error, data?.breakGlass)
      }}
    >
      <p>{t('hidden.breakWhy')}</p>
      <TextField label={t('reason')} required lines={3} autoFocus help={t('hidden.reasonHelp')} {...form.field('reason')} />
    </FormDialog>
  )
}
