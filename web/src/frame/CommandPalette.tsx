/** Ctrl+K: go to a room, or to whatever is found by typing a few letters. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import { useLocation } from 'wouter'
import { COPIES, useFound } from './finding'

interface PaletteProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

export function CommandPalette({ isOpen, onOpenChange }: PaletteProps) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [words, setWords] = useState('')
  const found = useFound(words)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        onOpenChange(true)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onOpenChange])

  function open(path: string) {
    onOpenChange(false)
    setWords('')
    if (path.startsWith(COPIES)) void navigator.clipboard.writeText(path.slice(COPIES.length))
    else go(path)
  }

  return (
    <ModalOverlay className="overlay" isDismissable isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="dialog">
        <Dialog aria-label={t('frame.search')}>
          <Autocomplete inputValue={words} onInputChange={setWords}>
            <SearchField autoFocus aria-label={t('frame.search')} className="search">
              <Input placeholder={t('palette.hint')} />
            </SearchField>
            <Menu items={found} renderEmptyState={() => <p className="soft option">{t('choice.none')}</p>} onAction={(key) => open(String(key))} className="found" aria-label={t('palette.found')}>
              {(item) => (
                <MenuItem id={item.path} textValue={item.label} className="option">
                  <span>{item.label}</span>
                  <span className="soft">{item.hint}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
