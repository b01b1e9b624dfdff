// Icons: 20 px, one stroke. They always stand beside a word, except on the map; `label` is for where the word is only heard.

import styles from './icon.module.css'

const paths = {
  left: 'M12.5 4.5 7 10l5.5 5.5',
  right: 'M7.5 4.5 13 10l-5.5 5.5',
  up: 'M4.5 12.5 10 7l5.5 5.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  check: 'm4 10.5 4 4 8-9',
  close: 'm5 5 10 10M15 5 5 15',
  play: 'M6 4v12l10-6z',
  pause: 'M6 4v12M14 4v12',
  camera: 'M3 6h9v8H3zM12 9l5-3v8l-5-3',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zm3.5 8.5L17 17',
  plus: 'M10 4v12M4 10h12',
  drag: 'M7 5h.01M7 10h.01M7 15h.01M13 5h.01M13 10h.01M13 15h.01',
} as const
export type IconName = keyof typeof paths
export const iconNames = Object.keys(paths) as IconName[]

export interface IconProps {
  readonly name: IconName
  readonly size?: 'normal' | 'small'
  readonly label?: string
}

export function Icon({ name, size = 'normal', label }: IconProps) {
  return (
    <svg
      className={styles.icon}
      data-size={size}
      viewBox="0 0 20 20"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d={paths[name]} />
    </svg>
  )
}
