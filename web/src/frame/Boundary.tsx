/** What stands where a screen broke down: the frame stays, and so do the ways out. */
import { Component, useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/Fields'
import { Notice } from '../design/Notice'
import { askServer, onReturn, useAway } from '../session/connection'
import { useRenewal } from '../session/renewal'

/** What browsers say of a part of the program that is not there any more: a new release took its place. */
const OUTDATED = /dynamically imported module|importing a module script|preload css/i

export function isOutdated(error: unknown): boolean {
  return error instanceof Error && OUTDATED.test(error.message)
}

interface BoundaryProps {
  /** Where one is: elsewhere all begins anew. */
  address: string
  children: ReactNode
}

interface Broken {
  error: unknown
  address: string
}

export class Boundary extends Component<BoundaryProps, { broken: Broken | null }> {
  override state: { broken: Broken | null } = { broken: null }

  static getDerivedStateFromError(error: unknown) {
    return { broken: { error, address: location.pathname } }
  }

  override componentDidUpdate({ address }: BoundaryProps) {
    if (this.state.broken !== null && address !== this.props.address) this.setState({ broken: null })
  }

  override render() {
    const { broken } = this.state
    if (broken === null) return this.props.children
    return isOutdated(broken.error) ? <Outdated /> : <BrokenScreen onAgain={() => this.setState({ broken: null })} />
  }
}

function BrokenScreen({ onAgain }: { onAgain: () => void }) {
  const { t } = useTranslation()
  const renew = useRenewal()
  return (
    <>
      <h1>{t('broken.title')}</h1>
      <Notice tone="bad">{t('broken.what')}</Notice>
      <div className="row">
        <Button
          kind="primary"
          autoFocus
          onPress={() => {
            renew()
            onAgain()
          }}
        >
          {t('broken.again')}
        </Button>
        <Button onPress={() => history.back()}>{t('broken.back')}</Button>
      </div>
    </>
  )
}

/** A part that did not come: the server is away, or has a newer one. */
function Outdated() {
  const { t } = useTranslation()
  const isAway = useAway()
  useEffect(() => {
    void askServer()
    return onReturn(() => location.reload())
  }, [])
  if (isAway) {
    return (
      <>
        <h1>{t('broken.away')}</h1>
        <Notice tone="warn">{t('broken.awayWhat')}</Notice>
        <div className="row">
          <Button kind="primary" autoFocus onPress={() => void askServer()}>
            {t('broken.again')}
          </Button>
          <Button onPress={() => history.back()}>{t('broken.back')}</Button>
        </div>
      </>
    )
  }
  return (
    <>
      <h1>{t('broken.outdated')}</h1>
      <Notice tone="warn">{t('broken.outdatedWhat')}</Notice>
      <div className="row">
        <Button kind="primary" autoFocus onPress={() => location.reload()}>
          {t('broken.reload')}
        </Button>
        <Button onPress={() => history.back()}>{t('broken.back')}</Button>
      </div>
    </>
  )
}
