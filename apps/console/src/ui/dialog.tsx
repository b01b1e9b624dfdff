// A dialog: for help, and for what cannot be undone. Its buttons name what happens, never "OK".

import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import styles from './dialog.module.css'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly closeWord: string
  /** Beside the word that closes. */
  readonly actions?: ReactNode
  readonly size?: 'narrow' | 'wide'
}

export function Dialog({ title, isOpen, onClose, children, closeWord, actions, size = 'narrow' }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={styles.popup} data-size={size}>
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
