/** What is asked: the questions of the encounter, and those of each thing in a group. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { labelIn, type QuestionChoice, type QuestionType } from '../care/template'
import { Button, ChoiceField, TextField } from '../design/Fields'
import { Panel } from '../design/Panel'
import { ConditionField } from './ConditionField'
import { idsOf, newId, type Group, type Question } from './definition'
import { useEditing } from './editing'
import { CheckAt, ChoiceAt, KnownAs, NumberAt, Part, ProblemAt, WordsAt } from './fields'
import { Items, Rows } from './Items'
import { moved, without } from './places'
import { SuggestedByAnswer, SuggestionFields } from './SuggestionFields'
import { useWords } from './words'

const TYPES: readonly QuestionType[] = ['choice', 'text', 'date', 'integer', 'decimal', 'boolean', 'code']
/** What a question keeps only while it is of its type. */
const OF_ONE_TYPE = ['choices', 'code_system', 'many', 'most', 'suggested', 'at_least', 'at_most', 'unit', 'longest']
const CODE_SYSTEMS = ['icd-10-cm', 'hcpcs', 'cvx', 'mvx', 'vaccine-ndc', 'place-of-service'] as const

export function QuestionsTab() {
  const { t, i18n } = useWords()
  const { valueAt, isOpen } = useEditing()
  const groups = (valueAt('groups') ?? []) as Group[]
  return (
    <>
      <Panel title={t('questions.once')}>
        <QuestionItems path="questions" />
      </Panel>
      {groups.map((group, place) => (
        <Panel key={group.id} title={t('questions.ofGroup', { group: labelIn(i18n.language, group) })} acts={isOpen && <GroupActs place={place} />}>
          <div className="fields" data-place={`groups.${String(place)}`}>
            <WordsAt path={`groups.${String(place)}.label`} label={t('questions.groupLabel')} required />
            <WordsAt path={`groups.${String(place)}.labels.es`} label={t('questions.inSpanish')} />
            <NumberAt path={`groups.${String(place)}.at_least`} label={t('questions.fewest')} />
            <NumberAt path={`groups.${String(place)}.at_most`} label={t('questions.mostThings')} />
          </div>
          <KnownAs id={group.id} />
          <QuestionItems path={`groups.${String(place)}.questions`} />
        </Panel>
      ))}
      {isOpen && <AddGroup />}
    </>
  )
}

function QuestionItems({ path }: { path: string }) {
  const { t, i18n } = useWords()
  return (
    <Items<Question>
      path={path}
      titleOf={(question) => labelIn(i18n.language, question) || question.id}
      hintOf={(question) => [t(`types.${question.type}`), question.required ? t('questions.isRequired') : ''].filter(Boolean).join(' · ')}
      none={t('questions.none')}
      add={<AddQuestion path={path} />}
    >
      {(question, place) => <QuestionFields question={question} path={place} />}
    </Items>
  )
}

function QuestionFields({ question, path }: { question: Question; path: string }) {
  const { t, i18n } = useWords()
  const { definition, change, valueAt } = useEditing()
  const beside = (valueAt(path.slice(0, path.lastIndexOf('.'))) ?? []) as Question[]
  const isNumber = question.type === 'integer' || question.type === 'decimal'

  function become(type: string) {
    const begun = type === 'choice' ? { choices: [{ value: 'yes', label: t('yes') }] } : type === 'code' ? { code_system: 'icd-10-cm' } : {}
    change(path, { ...without(question, ...OF_ONE_TYPE), type, ...begun })
  }

  return (
    <>
      <div className="fields">
        <WordsAt path={`${path}.label`} label={t('questions.label')} required />
        <WordsAt path={`${path}.labels.es`} label={t('questions.inSpanish')} help={t('questions.inSpanishHelp')} />
        <WordsAt path={`${path}.help`} label={t('questions.help')} help={t('questions.helpHelp')} />
        <WordsAt path={`${path}.helps.es`} label={t('questions.helpInSpanish')} />
        <ChoiceField label={t('questions.type')} choices={TYPES.map((type) => ({ value: type, label: t(`types.${type}`) }))} value={question.type} onChange={become} />
        {question.type === 'code' && (
          <ChoiceAt path={`${path}.code_system`} label={t('questions.codeSystem')} choices={CODE_SYSTEMS.map((system) => ({ value: system, label: t(`systems.${system}`) }))} />
        )}
        {isNumber && <NumberAt isExact path={`${path}.at_least`} label={t('questions.atLeast')} />}
        {isNumber && <NumberAt isExact path={`${path}.at_most`} label={t('questions.atMost')} />}
        {isNumber && <WordsAt path={`${path}.unit`} label={t('questions.unit')} help={t('questions.unitHelp')} />}
        {question.many && <NumberAt path={`${path}.most`} label={t('questions.most')} help={t('questions.mostHelp')} />}
        {question.type === 'text' && <NumberAt path={`${path}.longest`} label={t('questions.longest')} />}
        <SuggestionFields question={question} path={`${path}.suggested`} beside={beside} />
      </div>
      <SuggestedByAnswer question={question} path={`${path}.suggested`} beside={beside} />
      {question.type === 'choice' && (
        <Part title={t('questions.choices')}>
          <Rows<QuestionChoice>
            path={`${path}.choices`}
            titleOf={(choice) => labelIn(i18n.language, choice) || choice.value}
            fresh={() => ({ value: newId('choice', new Set((question.choices ?? []).map(({ value }) => value))), label: '' })}
            addWords={t('questions.addChoice')}
          >
            {(place) => (
              <>
                <WordsAt path={`${place}.label`} label={t('questions.choiceLabel')} required />
                <WordsAt path={`${place}.labels.es`} label={t('questions.inSpanish')} />
                <WordsAt path={`${place}.value`} label={t('questions.choiceValue')} help={t('questions.choiceValueHelp')} required />
              </>
            )}
          </Rows>
          <ProblemAt path={`${path}.choices`} />
        </Part>
      )}
      <div className="row checks">
        <CheckAt path={`${path}.required`} label={t('questions.required')} />
        {(question.type === 'choice' || question.type === 'code') && <CheckAt path={`${path}.many`} label={t('questions.many')} />}
      </div>
      <ConditionField path={`${path}.asked_when`} label={t('questions.askedWhen')} help={t('questions.askedWhenHelp')} />
      {!question.required && <ConditionField path={`${path}.required_when`} label={t('questions.requiredWhen')} without="never" />}
      <ProblemAt path={path} />
      <KnownAs id={question.id}> · {t('questions.usedBy', { count: usesOf(JSON.stringify(definition), question.id) })}</KnownAs>
    </>
  )
}

/** How often a definition names a question besides where it is asked. */
function usesOf(definition: string, id: string): number {
  return definition.split(`"${id}"`).length - 2
}

function AddQuestion({ path }: { path: string }) {
  const { t } = useWords()
  const { definition, change, valueAt } = useEditing()
  const [label, setLabel] = useState('')

  function add(event: FormEvent) {
    event.preventDefault()
    if (label.trim() === '') return
    const question: Question = { id: newId(label, idsOf(definition)), label: label.trim(), type: 'text' }
    change(path, [...((valueAt(path) ?? []) as Question[]), question])
    setLabel('')
  }

  return (
    <form className="row adding" onSubmit={add}>
      <TextField label={t('questions.new')} value={label} onChange={setLabel} />
      <Button type="submit" isDisabled={label.trim() === ''}>
        {t('questions.add')}
      </Button>
    </form>
  )
}

function AddGroup() {
  const { t } = useWords()
  const { definition, change, valueAt } = useEditing()
  const label = t('questions.newGroup')
  const groups = (valueAt('groups') ?? []) as Group[]
  return (
    <div>
      <Button onPress={() => change('groups', [...groups, { id: newId(label, idsOf(definition)), label, questions: [] }])}>{t('questions.addGroup')}</Button>
      <p className="soft">{t('questions.groupHelp')}</p>
    </div>
  )
}

/** A form shows the groups in their order. */
function GroupActs({ place }: { place: number }) {
  const { t, i18n } = useWords()
  const { change, valueAt } = useEditing()
  const groups = (valueAt('groups') ?? []) as Group[]
  const group = groups[place]
  const what = group ? labelIn(i18n.language, group) : ''
  const others = groups.filter((_, other) => other !== place)
  return (
    <span className="row">
      {groups.length > 1 && (
        <>
          <Button kind="quiet" aria-label={t('items.up', { what })} isDisabled={place === 0} onPress={() => change('groups', moved(groups, place, place - 1))}>
            <ArrowUp size={14} aria-hidden />
          </Button>
          <Button kind="quiet" aria-label={t('items.down', { what })} isDisabled={place === groups.length - 1} onPress={() => change('groups', moved(groups, place, place + 1))}>
            <ArrowDown size={14} aria-hidden />
          </Button>
        </>
      )}
      <Button kind="quiet" onPress={() => change('groups', others.length === 0 ? undefined : others)}>
        {t('questions.removeGroup')}
      </Button>
    </span>
  )
}
