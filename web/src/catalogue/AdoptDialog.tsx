/** Offers a service as shipped, with the pharmacy's own name and codes. */
import { useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { useLocation } from 'wouter'
import { ChoiceField, TextField } from '../design/Fields'
import { FormDialog } from '../design/FormDialog'
import { useForm } from '../design/form'
import { refusalOf } from '../graphql/refusal'
import { today } from '../words/format'
import type { Definition } from './definition'
import { AdoptTemplate, ShippedDocument } from './documents'
import { useKindWords } from './kinds'
import { useWords } from './words'

const OF_A_SLOT = 'codes.'

export function AdoptDialog({ onClose, onWaits }: { onClose: () => void; onWaits: () => void }) {
  const { t } = useWords()
  const [, go] = useLocation()
  const kindWords = useKindWords()
  const [{ data }] = useQuery({ query: ShippedDocument })
  const shipped = data?.shippedTemplates ?? []
  const form = useForm<'kind' | 'name' | 'effectiveFromOn'>({ kind: '', name: '', effectiveFromOn: today() })
  const [codes, setCodes] = useState<Record<string, string>>({})
  const [wrongSlot, setWrongSlot] = useState<{ slot: string; message: string } | null>(null)
  const [, adopt] = useMutation(AdoptTemplate)
  const definition = shipped.find(({ kind }) => kind === form.values.kind)?.definition as Definition | undefined
  const slots = Object.entries(definition?.codes ?? {})

  function choose(kind: string) {
    form.change('kind', kind)
    form.change('name', shipped.find((each) => each.kind === kind)?.name ?? '')
    setCodes({})
  }

  async function act() {
    if (definition === undefined) return { message: t('adopt.choose'), path: 'kind' }
    const { data: done, error } = await adopt({
      ...form.values,
      codes: Object.entries(codes).map(([slot, procedureCode]) => ({ slot, procedureCode: procedureCode.trim().toUpperCase() })),
    })
    const answer = done?.adoptShippedTemplate
    const refused = refusalOf(error, answer)
    setWrongSlot(refused?.path?.startsWith(OF_A_SLOT) ? { slot: refused.path.slice(OF_A_SLOT.length), message: refused.message } : null)
    if (answer?.__typename === 'Approval') {
      onWaits()
      return 'more'
    }
    if (answer?.__typename === 'Service') go(`/services/${answer.id}`)
    return refused
  }

  return (
    <FormDialog title={t('services.adopt')} act={t('services.adopt')} isWide form={form} onClose={onClose} onAct={act}>
      <p>{t('adopt.why')}</p>
      <div className="fields">
        <ChoiceField
          label={t('adopt.template')}
          required
          choices={shipped.map(({ kind }) => ({ value: kind, label: kindWords(kind) }))}
          {...form.field('kind')}
          onChange={choose}
        />
        <TextField label={t('services.newName')} required {...form.field('name')} />
        <TextField label={t('publish.from')} type="date" required help={t('publish.fromHelp')} {...form.field('effectiveFromOn')} />
      </div>
      {slots.length > 0 && <h3>{t('codes.slots')}</h3>}
      {slots.length > 0 && <p className="soft">{t('adopt.slots')}</p>}
      <div className="fields">
        {slots.map(([slot, code]) => (
          <TextField
            key={slot}
            label={slot.replaceAll('_', ' ')}
            value={codes[slot] ?? code}
            onChange={(value) => {
              setCodes((known) => ({ ...known, [slot]: value }))
              setWrongSlot(null)
            }}
            problem={wrongSlot?.slot === slot ? wrongSlot.message : null}
          />
        ))}
      </div>
    </FormDialog>
  )
}
