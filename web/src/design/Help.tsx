/** More about a field than its label can say: a question mark beside it that opens a few sentences. */
import { CircleHelp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'

export function Help({ about, children }: { about: string; children: string }) {
  const { t } = useTranslation()
  return (
    <DialogTrigger>
      <Button className="help-button" aria-label={t('frame.helpAbout', { about })}>
        <CircleHelp size={14} aria-hidden />
      </Button>
      <Popover className="popover help-popover" placement="top start">
        <Dialog aria-label={about}>
          <p>{children}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
