// What a browser is told about our pages: nothing from elsewhere runs, frames or is asked.

export interface PageOrigins {
  /** ws: or wss: origins of the recorders' listeners; pictures come from there. */
  readonly pictures: readonly string[]
}

/** `script-src 'self'` without exceptions is what makes a planted name harmless. MapLibre starts its worker from a blob. */
export function contentSecurityPolicy({ pictures }: PageOrigins): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "worker-src 'self' blob:",
    'media-src blob:',
    "manifest-src 'self'",
    ["connect-src 'self'", ...pictures].join(' '),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const fixedHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
