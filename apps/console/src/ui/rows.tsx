/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- a <select> cannot hold rows
   of columns, and the keys are those of the screen: focus stays on the list and moves the choice. */
// A list of any length in rows of 32 px, of which only those in sight exist; on paper all of them do. The chosen row
// stays in sight; rows never re-sort by themselves. The caller draws a row and says its name for those who only hear it.

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import styles from './rows.module.css'
import { useIsPrinting } from './use-is-printing.ts'

export interface RowsProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly selected: number
  readonly onSelect: (index: number) => void
  readonly onOpen?: (row: Row) => void
  readonly children: (row: Row, isSelected: boolean) => ReactNode
  readonly empty: ReactNode
  readonly onDragStart?: (row: Row, data: DataTransfer) => void
}

/** The root's font size scales rows with the reading distance and the browser's zoom. */
function rowHeight(): number {
  return 2 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
}

export function Rows<Row>({
  label,
  rows,
  keyOf,
  selected,
  onSelect,
  onOpen,
  children,
  empty,
  onDragStart,
}: RowsProps<Row>) {
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  // The React compiler, which this warns for, is not used.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: rowHeight,
    overscan: 8,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : keyOf(row)
    },
  })
  useEffect(() => {
    if (selected >= 0 && selected < rows.length) virtual.scrollToIndex(selected, { align: 'auto' })
  }, [selected, rows.length, virtual])
  const isPrinting = useIsPrinting()
  if (rows.length === 0) return <div className={styles.empty}>{empty}</div>
  if (isPrinting)
    return (
      <ul className={styles.box} aria-label={label}>
        {rows.map((row) => (
          <li key={keyOf(row)} className={styles.printed}>
            {children(row, false)}
          </li>
        ))}
      </ul>
    )
  return (
    <div
      ref={box}
      className={styles.box}
      role="listbox"
      aria-label={label}
      aria-activedescendant={selected >= 0 && selected < rows.length ? `${id}-${selected}` : undefined}
      tabIndex={0}
    >
      <div
        ref={(inner) => inner?.style.setProperty('height', `${virtual.getTotalSize()}px`)}
        className={styles.inner}
        role="presentation"
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              ref={(line) => line?.style.setProperty('transform', `translateY(${item.start}px)`)}
              className={styles.row}
              role="option"
              aria-selected={item.index === selected}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              tabIndex={-1}
              draggable={onDragStart !== undefined}
              onDragStart={(event) => onDragStart?.(row, event.dataTransfer)}
              onClick={() => {
                box.current?.focus({ preventScroll: true })
                onSelect(item.index)
              }}
              onDoubleClick={() => onOpen?.(row)}
            >
              {children(row, item.index === selected)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
