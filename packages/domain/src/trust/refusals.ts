// The sentences of the trust part: login, rights, views and the door.

export const trustRefusals = {
  'login-required': {
    es: 'Tu sesión terminó o no empezó. Entrá con tu usuario y contraseña.',
    en: 'Your session has ended or not begun. Log in with your user name and password.',
  },
  'login-wrong': {
    es: 'El usuario o la contraseña no coinciden. Revisalos y volvé a intentar.',
    en: 'User name and password do not match. Check them and try again.',
  },
  'login-paused': {
    es: 'Demasiados intentos fallidos. Esperá {seconds} s antes de volver a intentar.',
    en: 'Too many failed attempts. Wait {seconds} s before you try again.',
  },
  'right-missing': {
    es: 'Tu función no incluye «{right}». Pedíselo a quien administra las cuentas.',
    en: 'Your role does not include “{right}”. Ask whoever administers the accounts.',
  },
  'origin-wrong': {
    es: 'El pedido no vino de esta consola y se descartó. Abrí la consola en {origin}.',
    en: 'The request did not come from this console and was dropped. Open the console at {origin}.',
  },
  'welcome-used': {
    es: 'Este enlace de bienvenida ya se usó o venció. Reiniciá Sereno para obtener otro, mientras no haya administrador.',
    en: 'This welcome link has been used or has expired. Restart Sereno to get another, while there is no administrator.',
  },
  'login-taken': {
    es: 'El usuario {login} ya existe. Elegí otro.',
    en: 'The user name {login} exists already. Choose another.',
  },
  'last-administrator': {
    es: 'Es la única cuenta que administra. Nombrá otra antes de cambiarla.',
    en: 'This is the only account that administers. Appoint another one before you change it.',
  },
  'password-weak': {
    es: 'La contraseña necesita al menos {lengthMin} caracteres y no ser una de las más comunes.',
    en: 'The password needs at least {lengthMin} characters and must not be one of the most common.',
  },
  'ticket-malformed': {
    es: 'El pase para ver no se entiende ({problem}). Volvé a abrir la imagen.',
    en: 'The ticket is not readable ({problem}). Open the picture again.',
  },
  'ticket-signature': {
    es: 'El pase para ver no lo firmó este sistema. Volvé a abrir la imagen.',
    en: 'The ticket was not signed by this system. Open the picture again.',
  },
  'ticket-secret': {
    es: 'El secreto no corresponde al pase. Volvé a abrir la imagen.',
    en: 'The secret does not belong to the ticket. Open the picture again.',
  },
  'ticket-session': {
    es: 'El pase es de otra sesión. Volvé a abrir la imagen desde la tuya.',
    en: 'The ticket belongs to another session. Open the picture again from yours.',
  },
  'ticket-late': {
    es: 'El pase venció antes de usarse (vale 30 s). Volvé a abrir la imagen.',
    en: 'The ticket expired before it was used (it holds for 30 s). Open the picture again.',
  },
  'ticket-used': {
    es: 'El pase ya se usó. Volvé a abrir la imagen.',
    en: 'The ticket has already been used. Open the picture again.',
  },
  'ticket-camera': {
    es: 'El pase no incluye esa cámara o ese momento. Abrila de nuevo.',
    en: 'The ticket does not cover that camera or that time. Open it again.',
  },
  'view-ended': {
    es: 'La vista terminó: {why}. Abrila de nuevo si todavía hace falta.',
    en: 'The view has ended: {why}. Open it again if it is still needed.',
  },
  'server-silent': {
    es: 'El grabador no oye al servidor y no acepta vistas nuevas. Las que están abiertas siguen. Reintentá en unos segundos.',
    en: 'The recorder does not hear the server and takes no new views. Open ones go on. Try again in a few seconds.',
  },
  'too-many-views': {
    es: 'Hay demasiadas imágenes abiertas a la vez ({max}). Cerrá alguna.',
    en: 'Too many pictures are open at once ({max}). Close some.',
  },
  'password-needed-again': {
    es: 'La contraseña guardada es para {host}. Escribila de nuevo para enviarla a otro equipo.',
    en: 'The stored password is for {host}. Type it again to send it to another device.',
  },
  'view-not-valid': {
    es: 'No se puede abrir la vista: {problem}. Corregilo y volvé a intentar.',
    en: 'The view cannot be opened: {problem}. Correct it and try again.',
  },
  'server-error': {
    es: 'Algo falló en el servidor y quedó anotado ({reference}). No se guardó nada. Volvé a intentar; si se repite, avisá al administrador.',
    en: 'Something failed in the server and was noted ({reference}). Nothing was stored. Try again; if it repeats, tell the administrator.',
  },
} as const
