// The sentences of the video part: cameras, recordings, holds.

export const videoRefusals = {
  'camera-name-not-found': {
    es: 'No se encontró el nombre {host} en la red. No se guardó la cámara. Revisá la dirección o escribí su IP.',
    en: 'The name {host} was not found on the network. Check the address, or type its IP.',
  },
  'camera-refused': {
    es: '{host} rechazó la conexión en el puerto {port}. ¿Está encendida la cámara y RTSP activado? Revisá el puerto (el usual es 554).',
    en: '{host} refused the connection on port {port}. Is the camera on and RTSP enabled? Check the port (554 is usual).',
  },
  'camera-unreachable': {
    es: '{host} no responde por la red. Revisá cable, energía y dirección.',
    en: '{host} cannot be reached over the network. Check cable, power and address.',
  },
  'camera-timeout': {
    es: '{host} aceptó la conexión pero no contestó en {seconds} s. Puede estar sobrecargada: reiniciala o probá otra vez.',
    en: '{host} accepted the connection but did not answer within {seconds} s. It may be overloaded: restart it, or try again.',
  },
  'camera-wrong-password': {
    es: 'La cámara rechazó el usuario o la contraseña. Revisalos; esperamos antes de reintentar para que no se bloquee.',
    en: 'The camera refused the user name or the password. Check them; we wait before we retry, so that it does not lock.',
  },
  'camera-login-required': {
    es: 'La cámara pide usuario y contraseña. Completalos y probá otra vez.',
    en: 'The camera asks for a user name and a password. Fill them in and try again.',
  },
  'camera-stream-not-found': {
    es: 'La cámara contesta pero no conoce la ruta {path}. Buscá la ruta RTSP en el manual de la cámara.',
    en: 'The camera answers but does not know the path {path}. Look up the RTSP path in its manual.',
  },
  'camera-no-usable-track': {
    es: 'La cámara no ofrece video H.264 ni H.265. Cambiá la codificación en la cámara.',
    en: 'The camera offers neither H.264 nor H.265 video. Change the encoding in the camera.',
  },
  'camera-no-picture': {
    es: 'La cámara contestó, pero en {seconds} s no llegó ninguna imagen. Revisá que transmita y que su red no esté saturada.',
    en: 'The camera answered, but no picture came within {seconds} s. Check that it streams and that its network is not saturated.',
  },
  'camera-protocol-error': {
    es: 'La cámara contestó algo que no es RTSP válido: {detail}. Reconectamos solos; si se repite, actualizá su firmware.',
    en: 'The camera answered something that is not valid RTSP: {detail}. We reconnect by ourselves; if it repeats, update its firmware.',
  },
  'camera-closed': {
    es: 'La cámara cerró la conexión. Reconectamos solos.',
    en: 'The camera closed the connection. We reconnect by ourselves.',
  },
  'recorders-full': {
    es: 'Los {recorders} grabadores ya llevan {cameras} cámaras y no toman más. No se guardó la cámara. Arrancá Sereno con más grabadores (--recorders), o quitá una cámara.',
    en: 'The {recorders} recorders carry {cameras} cameras and take no more. The camera was not stored. Start Sereno with more recorders (--recorders), or remove a camera.',
  },
  'camera-number-taken': {
    es: 'El número {number} ya es de la cámara {name}. Elegí otro número.',
    en: 'Number {number} already belongs to camera {name}. Choose another number.',
  },
  'camera-url-not-valid': {
    es: 'La dirección de la cámara no es válida: {problem}. Se espera rtsp://equipo[:puerto]/ruta.',
    en: 'The camera address is not valid: {problem}. Expected rtsp://host[:port]/path.',
  },
  'camera-url-hidden': {
    es: 'En la dirección hay {hidden} en lugar de una contraseña. Escribila completa: se guarda cifrada y se vuelve a mostrar oculta.',
    en: 'The address holds {hidden} in place of a password. Type it whole: it is stored sealed, and shown hidden again.',
  },
  'camera-password-unreadable': {
    es: 'La contraseña guardada no se puede abrir con secrets/camera-passwords.key, así que no nos conectamos: con una vacía la cámara podría bloquearse. Recuperá ese archivo y reiniciá; si se perdió, escribí la contraseña de nuevo.',
    en: 'The stored password cannot be opened with secrets/camera-passwords.key, so we did not connect: with an empty one the camera could lock. Bring that file back and restart; if it is lost, type the password again.',
  },
  'no-recorder': {
    es: 'Ningún grabador está conectado, así que no se puede probar ni ver la cámara. Se reconecta solo; si dura, avisá al administrador.',
    en: 'No recorder is connected, so the camera can be neither tried nor seen. It reconnects by itself; if it lasts, tell the administrator.',
  },
  'no-recording': {
    es: 'No hay grabación de la cámara {camera} en ese momento: {cause}.',
    en: 'There is no recording of camera {camera} at that time: {cause}.',
  },
  'hold-not-valid': {
    es: 'El resguardo no se puede crear: {problem}.',
    en: 'The hold cannot be made: {problem}.',
  },
  'codec-not-shown': {
    es: 'Este navegador no muestra H.265. Se graba igual. Usá un flujo H.264 de la cámara para verla en vivo.',
    en: 'This browser cannot show H.265. It is recorded all the same. Use an H.264 stream of the camera to see it live.',
  },
} as const
