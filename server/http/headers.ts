import type { Context, MiddlewareHandler, Next } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { STAFF_ADDRESSES } from './permissions.ts'

const A_YEAR_IN_SECONDS = 365 * 24 * 3600

/** What a browser may load on our pages, and who may show them: nothing but ours, and nobody in a frame. */
const own = {
  defaultSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
}

/** No page of ours uses any of these, nor may what is slipped into one. */
const permissionsPolicy = {
  accelerometer: [],
  camera: [],
  displayCapture: [],
  geolocation: [],
  gyroscope: [],
  microphone: [],
  payment: [],
  publickeyCredentialsGet: [],
  usb: [],
}

/** The widget's scripts and its API are there for pages of other sites; whose, the organisations decide. */
const FOR_ANY_PAGE = /^\/(?:widget\.js$|assets\/|api\/)/u

/**
 * Says with every answer what a browser may do with it. That it may only come back by https is said when that is how
 * the outside world reaches this server; said over plain http it would lock out who has no TLS.
 */
export function securely(publicUrl: string | null): MiddlewareHandler {
  const isHttps = publicUrl?.startsWith('https:') ?? false
  const usual = {
    contentSecurityPolicy: own,
    permissionsPolicy,
    xFrameOptions: 'DENY',
    strictTransportSecurity: isHttps && `max-age=${A_YEAR_IN_SECONDS}`,
    // A page that is handed out to be kept has a stricter policy of its own.
    overwrite: false,
  }
  const forOurPages = secureHeaders(usual)
  const forAnyPage = secureHeaders({ ...usual, crossOriginResourcePolicy: 'cross-origin' })
  return (c: Context, next: Next) =>
    (FOR_ANY_PAGE.test(c.req.path) && !STAFF_ADDRESSES.test(c.req.path) ? forAnyPage : forOurPages)(c, next)
}
