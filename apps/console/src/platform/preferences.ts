// What one person likes on one screen: theme, language, reading distance. public/first-paint.js reads the same record
// before the first paint; keep the two alike. Nothing here is about the city.

import { create } from 'zustand'
import { type Language, setLanguage } from '../i18n/text.ts'

export const themes = ['day', 'night', 'contrast'] as const
export type Theme = (typeof themes)[number]
export type Far = 'desk' | 'wall'

const STORE_KEY = 'sereno.preferences'

interface Preferences {
  theme: Theme
  language: Language
  far: Far
}

function readRoot(): Preferences {
  const { theme, far } = document.documentElement.dataset
  return {
    theme: themes.find((name) => name === theme) ?? 'night',
    language: document.documentElement.lang === 'en' ? 'en' : 'es',
    far: far === 'wall' ? 'wall' : 'desk',
  }
}

export const usePreferences = create<Preferences>(() => readRoot())

/** Shows and remembers. A browser that stores nothing still shows. */
export function prefer(change: Partial<Preferences>): void {
  usePreferences.setState(change)
  const { theme, language, far } = usePreferences.getState()
  const root = document.documentElement
  root.dataset['theme'] = theme
  root.dataset['far'] = far
  root.lang = language
  setLanguage(language)
  try {
    localStorage.setItem(STORE_KEY, JSON.stringify({ theme, language, far }))
  } catch {
    // Private windows refuse storage: the choice holds until the window closes.
  }
}
