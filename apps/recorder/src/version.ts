// What the recorder calls itself on the wire.

export const VERSION = '0.1.0'
