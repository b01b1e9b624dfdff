// F1: every key and every command, those of this screen first.

import { text } from '../i18n/text.ts'
import { commandHelp } from '../platform/command.ts'
import { type KeyPlace, keyPlaces, keyTable, keysOf } from '../platform/key-table.ts'
import { useEntry } from '../platform/keyboard.ts'
import { currentLanguage } from '../i18n/text.ts'
import { Dialog } from '../ui/dialog.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import styles from './help-dialog.module.css'

const english: Readonly<Record<string, string>> = { Espacio: 'Space', Inicio: 'Home', Supr: 'Del' }

/** Keys are called what stands on them, which differs by language. */
export function keyWord(shown: string): string {
  return currentLanguage() === 'en' ? (english[shown] ?? shown) : shown
}

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { place } = useEntry()
  const order: KeyPlace[] = [place, ...keyPlaces.filter((other) => other !== place)]
  return (
    <Dialog title={text('help.title')} isOpen onClose={onClose} closeWord={text('help.close')} size="wide">
      <div className={styles.columns}>
        {order.map((of) => (
          <section key={of} className={styles.group}>
            <h3>{text(`place.${of}`)}</h3>
            <dl>
              {keysOf(of).map((name) => (
                <div key={name} className={styles.row}>
                  <dt>
                    {keyWord(keyTable[name].shown)
                      .split(' ')
                      .map((part) => (
                        <KeyCap key={part}>{part}</KeyCap>
                      ))}
                  </dt>
                  <dd>{text(keyTable[name].label)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section className={styles.group}>
          <h3>{text('help.commands')}</h3>
          <dl>
            {commandHelp.map(({ example, label }) => (
              <div key={example} className={styles.row}>
                <dt className={styles.command}>{example}</dt>
                <dd>{text(label)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  )
}
