import { createHmac } from 'node:crypto'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const STEP_SECONDS = 30

/** The code that an authenticator shows for a secret as it stands in an otpauth address (RFC 6238). */
export function codeOf(secret: string, at: Date = new Date()): string {
  const bits = [...secret.replaceAll('=', '')]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 1000 / STEP_SECONDS)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** Gives a code that is taken now and was not given before: twice in half a minute at most. */
export function newAuthenticator(secret: string): () => string {
  let last = 0
  return () => {
    last = Math.max(last + 1, Math.floor(Date.now() / 1000 / STEP_SECONDS))
    return codeOf(base32(secret), new Date(last * STEP_SECONDS * 1000))
  }
}

export const secretOf = (address: string) => new URL(address).searchParams.get('secret')!

/** A text of letters and digits as an authenticator takes it. */
export function base32(text: string): string {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/gu) ?? [])
    .map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}
