// A dialog: for help, and for what cannot be undone. Its buttons name what happens, never "OK".

import { Dialog as Base } from '@base-ui/react/dialog'
import { type ReactNode, useRef } from 'react'
import styles from './dialog.module.css'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** What Ctrl+Enter means here: what the main button does. */
  readonly onConfirm?: () => void
  readonly children: ReactNode
  readonly closeWord: string
  /** Beside the word that closes. */
  readonly actions?: ReactNode
  readonly size?: 'narrow' | 'wide'
}

const TEXT_FIELD = 'input:not([type=checkbox], [type=radio], [type=range])'

export function Dialog({
  title,
  isOpen,
  onClose,
  onConfirm,
  children,
  closeWord,
  actions,
  size = 'narrow',
}: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root
      open={isOpen}
      onOpenChange={(open, { reason, event }) => {
        if (open) return
        // Escape in a field leaves the field, as everywhere; the next one closes.
        if (reason === 'escape-key' && event.target instanceof HTMLInputElement && event.target.matches(TEXT_FIELD))
          return popup.current?.focus()
        onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          ref={popup}
          className={styles.popup}
          data-size={size}
          data-owns-keys
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onConfirm?.()
          }}
        >
          <Base.Title className={styles.title}>{title}</Base.Title>
          <div className={styles.body}>{children}</div>
          <div className={styles.actions}>
            {actions}
            <Base.Close className={styles.close}>{closeWord}</Base.Close>
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
