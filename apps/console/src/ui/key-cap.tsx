// A key as it is written on the keyboard. Arrows are drawn, because the font has none.

import { Icon, type IconName } from './icon.tsx'
import styles from './key-cap.module.css'

const drawn: Readonly<Record<string, IconName>> = { '←': 'left', '→': 'right', '↑': 'up', '↓': 'down' }

export function KeyCap({ children }: { readonly children: string }) {
  const icon = drawn[children]
  return <kbd className={styles.key}>{icon ? <Icon name={icon} size="small" label={children} /> : children}</kbd>
}
