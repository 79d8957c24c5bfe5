/** What is billed: rules that are gone through in their order, each making at most one line. */
import { useState, type FormEvent } from 'react'
import { labelIn } from '../care/template'
import { Button, ChoiceField, TextField, type Choice } from '../design/Fields'
import { Panel } from '../design/Panel'
import { ConditionField } from './ConditionField'
import { idsOf, newId, type CodeChoice, type CodingRule, type Modifier, type Units } from './definition'
import { useEditing } from './editing'
import { questionChoices } from './facts'
import { CheckAt, ChoiceAt, KnownAs, NumberAt, Part, ProblemAt, WordsAt } from './fields'
import { Items, Rows } from './Items'
import { ProductFields } from './ProductFields'
import { codeWords, unitWords } from './saying'
import { useWords } from './words'

const WAYS = ['code', 'slot', 'answer', 'by'] as const

export function CodingTab() {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  const saying = { definition, t, language: i18n.language }
  return (
    <Panel title={t('coding.title')}>
      <p className="soft">{t('coding.why')}</p>
      <Items<CodingRule>
        path="coding"
        titleOf={(rule) => rule.explanation || rule.id}
        hintOf={(rule) => codeWords(rule.procedure, saying)}
        none={t('coding.none')}
        add={<AddRule />}
      >
        {(rule, path) => <RuleFields rule={rule} path={path} />}
      </Items>
      <ProblemAt path="coding" />
    </Panel>
  )
}

function RuleFields({ rule, path }: { rule: CodingRule; path: string }) {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  return (
    <>
      <WordsAt path={`${path}.explanation`} label={t('coding.explanation')} help={t('coding.explanationHelp')} required />
      <div className="fields">
        <ForEach path={`${path}.for_each`} />
        <WordsAt path={`${path}.purpose`} label={t('coding.purpose')} help={t('coding.purposeHelp')} />
      </div>
      <ConditionField path={`${path}.when`} label={t('coding.when')} />
      <Part title={t('coding.procedure')}>
        <div className="fields">
          <CodeChoiceFields path={`${path}.procedure`} />
        </div>
      </Part>
      <UnitFields units={rule.units} path={`${path}.units`} />
      <Part title={t('coding.diagnoses')}>
        <p className="help">{t('coding.diagnosesHelp')}</p>
        <Rows<CodeChoice> path={`${path}.diagnoses`} titleOf={(each) => codeWords(each, { definition, t, language: i18n.language })} fresh={() => ({ code: '' })} addWords={t('coding.addDiagnosis')}>
          {(place) => <CodeChoiceFields path={place} hasWhen />}
        </Rows>
      </Part>
      <Part title={t('coding.modifiers')}>
        <p className="help">{t('coding.modifiersHelp')}</p>
        <Rows<Modifier> path={`${path}.modifiers`} titleOf={({ code }) => code} fresh={() => ({ code: '', because: '' })} addWords={t('coding.addModifier')}>
          {(place) => (
            <>
              <WordsAt path={`${place}.code`} label={t('coding.modifier')} required />
              <WordsAt path={`${place}.because`} label={t('coding.because')} required />
              <ConditionField path={`${place}.when`} label={t('coding.when')} />
            </>
          )}
        </Rows>
        <ProblemAt path={`${path}.modifiers`} />
      </Part>
      <ProductFields rule={rule} path={`${path}.product`} />
      <ConditionField path={`${path}.free_when`} label={t('coding.freeWhen')} without="never" help={t('coding.freeWhenHelp')} />
      <div className="row checks">
        <CheckAt path={`${path}.needs_clia`} label={t('coding.needsClia')} />
        <CheckAt path={`${path}.adds_up`} label={t('coding.addsUp')} />
      </div>
      <ProblemAt path={path} />
      <KnownAs id={rule.id} />
    </>
  )
}

export function ForEach({ path }: { path: string }) {
  const { t, i18n } = useWords()
  const { definition } = useEditing()
  const groups = (definition.groups ?? []).map((group) => ({ value: group.id, label: labelIn(i18n.language, group) }))
  if (groups.length === 0) return null
  return <ChoiceAt path={path} label={t('coding.forEach')} choices={[{ value: '', label: t('coding.forWhole') }, ...groups]} placeholder={t('coding.forWhole')} />
}

function CodeChoiceFields({ path, hasWhen }: { path: string; hasWhen?: boolean }) {
  const { t, i18n } = useWords()
  const { definition, valueAt, change, problemAt } = useEditing()
  const choice = (valueAt(path) ?? {}) as CodeChoice
  const way = WAYS.find((each) => choice[each] !== undefined) ?? 'code'
  const asked = questionChoices(definition, i18n.language)
  const named = (names: object | undefined): Choice[] => Object.keys(names ?? {}).map((name) => ({ value: name, label: name }))
  const kept = choice.when === undefined ? {} : { when: choice.when }
  const begun = { code: { code: '' }, slot: { slot: '' }, answer: { answer: '' }, by: { by: '', table: '' } }
  return (
    <>
      <ChoiceField
        label={t('coding.from')}
        choices={WAYS.map((each) => ({ value: each, label: t(`ways.${each}`) }))}
        value={way}
        onChange={(chosen) => change(path, { ...begun[chosen as keyof typeof begun], ...kept })}
        problem={problemAt(path)}
      />
      {way === 'code' && <WordsAt path={`${path}.code`} label={t('coding.code')} required />}
      {way === 'slot' && <ChoiceAt path={`${path}.slot`} label={t('ways.slot')} choices={named(definition.codes)} />}
      {way === 'answer' && <ChoiceAt path={`${path}.answer`} label={t('coding.answer')} choices={asked} />}
      {way === 'by' && <ChoiceAt path={`${path}.by`} label={t('coding.answer')} choices={asked} />}
      {way === 'by' && <ChoiceAt path={`${path}.table`} label={t('coding.table')} choices={named(definition.tables)} />}
      {hasWhen && <ConditionField path={`${path}.when`} label={t('coding.when')} />}
    </>
  )
}

function UnitFields({ units, path }: { units: Units | undefined; path: string }) {
  const { t, i18n } = useWords()
  const { definition, change, problemAt } = useEditing()
  const way = units?.minutes !== undefined ? 'minutes' : units?.answer !== undefined ? 'answer' : 'fixed'
  const asked = questionChoices(definition, i18n.language)
  const begun = { fixed: { fixed: 1 }, answer: { answer: '' }, minutes: { minutes: '' } }
  return (
    <Part title={t('units.title')}>
      <div className="fields">
        <ChoiceField
          label={t('units.how')}
          choices={(['fixed', 'answer', 'minutes'] as const).map((each) => ({ value: each, label: t(`units.${each}`) }))}
          value={way}
          onChange={(chosen) => change(path, begun[chosen as keyof typeof begun])}
          problem={problemAt(path)}
        />
        {way === 'fixed' && units && <NumberAt path={`${path}.fixed`} label={t('units.count')} />}
        {way === 'answer' && <ChoiceAt path={`${path}.answer`} label={t('coding.answer')} choices={asked} />}
        {way === 'minutes' && (
          <>
            <ChoiceAt path={`${path}.minutes`} label={t('coding.answer')} choices={asked} />
            <NumberAt path={`${path}.after`} label={t('units.after')} />
            <NumberAt path={`${path}.each`} label={t('units.each')} />
            <NumberAt path={`${path}.counts_from`} label={t('units.from')} />
          </>
        )}
      </div>
      <p className="soft">{unitWords(units, { definition, t, language: i18n.language })}</p>
    </Part>
  )
}

function AddRule() {
  const { t } = useWords()
  const { definition, change } = useEditing()
  const [words, setWords] = useState('')

  function add(event: FormEvent) {
    event.preventDefault()
    if (words.trim() === '') return
    const rule: CodingRule = { id: newId(words, idsOf(definition)), explanation: words.trim(), procedure: { code: '' } }
    change('coding', [...definition.coding, rule])
    setWords('')
  }

  return (
    <form className="row adding" onSubmit={add}>
      <TextField label={t('coding.new')} value={words} onChange={setWords} />
      <Button type="submit" isDisabled={words.trim() === ''}>
        {t('coding.add')}
      </Button>
    </form>
  )
}
