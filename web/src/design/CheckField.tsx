/** A question that is answered by yes or no. */
import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components'

interface CheckFieldProps {
  value: boolean
  onChange: (value: boolean) => void
  /** Where the words beside it are none, or not enough. */
  label?: string
  isDisabled?: boolean
  children?: ReactNode
}

export function CheckField({ value, onChange, label, isDisabled, children }: CheckFieldProps) {
  return (
    <Checkbox className="choice" aria-label={label} isSelected={value} isDisabled={isDisabled ?? false} onChange={onChange}>
      <span className="box" aria-hidden>
        {value ? '✓' : ''}
      </span>
      {children}
    </Checkbox>
  )
}
