// Sets theme, language and reading distance before the first paint. A file of its own, because the content security
// policy allows no inline script. It reads what platform/preferences.ts stores; keep the two alike.
;(function () {
  var stored = {}
  try {
    stored = JSON.parse(localStorage.getItem('sereno.preferences') || '{}') || {}
  } catch {
    // A browser without storage gets the defaults.
  }
  var root = document.documentElement
  var themes = ['day', 'night', 'contrast']
  var wanted = matchMedia('(prefers-contrast: more)').matches ? 'contrast' : 'night'
  root.dataset.theme = themes.indexOf(stored.theme) >= 0 ? stored.theme : wanted
  root.dataset.far = stored.far === 'wall' ? 'wall' : 'desk'
  var language = stored.language || (navigator.language || 'es').slice(0, 2)
  root.lang = language === 'en' ? 'en' : 'es'
})()
