/** What a program may do: the permissions of roles, by what they touch. */
import { CheckField } from '../design/CheckField'
import { TOUCHES, useRoles } from './roles'
import { useSentence, useWords } from './words'

interface ScopesProps {
  value: ReadonlySet<string>
  onChange: (scopes: ReadonlySet<string>) => void
}

export function Scopes({ value, onChange }: ScopesProps) {
  const { t } = useWords()
  const sentence = useSentence()
  const { meanings } = useRoles()
  const change = (name: string, isAllowed: boolean) => {
    const wanted = new Set(value)
    if (isAllowed) wanted.add(name)
    else wanted.delete(name)
    onChange(wanted)
  }
  return (
    <div className="scopes" role="group" aria-label={t('applications.scopes')}>
      {TOUCHES.map((touch) => (
        <fieldset key={touch} className="plain">
          <legend className="label">{t(`touch.${touch}`)}</legend>
          {meanings
            .filter((meaning) => meaning.touches === touch)
            .map((meaning) => (
              <CheckField key={meaning.name} value={value.has(meaning.name)} onChange={(isAllowed) => change(meaning.name, isAllowed)}>
                <span>
                  {sentence(meaning.name, meaning.sentence)} <span className="soft mono">{meaning.name}</span>
                </span>
              </CheckField>
            ))}
        </fieldset>
      ))}
    </div>
  )
}
