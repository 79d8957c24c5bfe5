/** At a patient's record: who saw it, what was told to others of it, and whether it is hidden. */
import { useState } from 'react'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { Badge } from '../design/Badge'
import { Button, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { Panel } from '../design/Panel'
import { refusalOf } from '../graphql/refusal'
import { useMay } from '../session/session'
import { MarkVip, RestrictPatient } from './glassDocuments'
import { LiftDialog } from './RestrictedScreen'
import { useWords } from './words'

interface PrivacyProps {
  patient: { id: string; isVip: boolean; isRestricted: boolean }
}

type Act = 'restrict' | 'lift' | 'vip'

export default function PatientPrivacy({ patient }: PrivacyProps) {
  const { t } = useWords()
  const may = useMay()
  const [act, setAct] = useState<Act | null>(null)
  if (!may(['patients:restrict', 'audit:read', 'disclosures:read'])) return null
  const { id, isVip, isRestricted } = patient
  const acts = may('patients:restrict') && (
    <>
      <Button onPress={() => setAct(isRestricted ? 'lift' : 'restrict')}>{t(isRestricted ? 'restricted.lift' : 'restricted.restrict')}</Button>
      <Button onPress={() => setAct('vip')}>{t(isVip ? 'vip.unmark' : 'vip.mark')}</Button>
    </>
  )
  return (
    <Panel title={t('privacy.title')} acts={acts}>
      <div className="row">
        {isRestricted && <Badge tone="warn">{t('restricted.holds')}</Badge>}
        {isVip && <Badge tone="plain">{t('vip.marked')}</Badge>}
        {may('audit:read') && <Link href={`/audit?patient=${id}`}>{t('privacy.whoSaw')}</Link>}
        {may('disclosures:read') && <Link href={`/disclosures?patient=${id}`}>{t('privacy.told')}</Link>}
      </div>
      {act === 'restrict' && <RestrictDialog id={id} onClose={() => setAct(null)} />}
      {act === 'lift' && <LiftDialog patientId={id} onClose={() => setAct(null)} />}
      {act === 'vip' && <VipDialog id={id} isVip={isVip} onClose={() => setAct(null)} />}
    </Panel>
  )
}

function RestrictDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords()
  const form = useForm({ reason: '' })
  const [, restrict] = useMutation(RestrictPatient)
  return (
    <FormDialog
      title={t('restricted.restrict')}
      act={t('restricted.restrict')}
      isDangerous
      form={form}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await restrict({ id, reason: form.values.reason })
        return refusalOf(error, data?.restrictPatient)
      }}
    >
      <p>{t('restricted.restrictWhy')}</p>
      <TextField label={t('reason')} required lines={3} autoFocus help={t('reasonHelp')} {...form.field('reason')} />
    </FormDialog>
  )
}

function VipDialog({ id, isVip, onClose }: { id: string; isVip: boolean; onClose: () => void }) {
  const { t } = useWords()
  const [, mark] = useMutation(MarkVip)
  const title = t(isVip ? 'vip.unmark' : 'vip.mark')
  return (
    <FormDialog
      title={title}
      act={title}
      onClose={onClose}
      onAct={async () => {
        const { data, error } = await mark({ id, isVip: !isVip })
        return refusalOf(error, data?.markVip)
      }}
    >
      <p>{t(isVip ? 'vip.unmarkWhy' : 'vip.markWhy')}</p>
    </FormDialog>
  )
}
