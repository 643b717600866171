import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'

/** A 256-bit key, held in memory only. */
export type Key = Uint8Array & { readonly __key: unique symbol }

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

export function newKey(): Key {
  return asKey(randomBytes(KEY_BYTES))
}

/** Takes 32 bytes as a key; throws when there are more or fewer. */
export function asKey(bytes: Uint8Array): Key {
  if (bytes.length !== KEY_BYTES) throw new Error(`a key has ${KEY_BYTES} bytes, not ${bytes.length}`)
  return bytes as Key
}

/** A key for one purpose, which says nothing of the key that it comes from nor of those for other purposes. */
export function derivedKey(key: Key, purpose: string): Key {
  return asKey(new Uint8Array(hkdfSync('sha256', key, '', `wegwijs ${purpose}`, KEY_BYTES)))
}

/**
 * Encrypts a text with AES-256-GCM. The place (table, row) is bound to it: a sealed text that is copied to
 * another row does not open there.
 */
export function seal(key: Key, place: string, text: string): Uint8Array {
  return sealBytes(key, place, Buffer.from(text, 'utf8'))
}

/** Decrypts what `seal` made for the same key and place; throws when it was made for others or altered. */
export function unseal(key: Key, place: string, sealed: Uint8Array): string {
  return unsealBytes(key, place, sealed).toString('utf8')
}

export function wrapKey(masterKey: Key, owner: string, key: Key): Uint8Array {
  return sealBytes(masterKey, `key of ${owner}`, key)
}

/** Keys that were unwrapped before: every transaction needs one, and there are as many as organisations. */
const unwrapped = new WeakMap<Key, Map<string, Key>>()

export function unwrapKey(masterKey: Key, owner: string, wrapped: Uint8Array): Key {
  const known = unwrapped.get(masterKey) ?? new Map<string, Key>()
  unwrapped.set(masterKey, known)
  const name = `${owner} ${Buffer.from(wrapped).toString('base64')}`
  const key = known.get(name) ?? asKey(unsealBytes(masterKey, `key of ${owner}`, wrapped))
  known.set(name, key)
  return key
}

/** What the cipher takes at once, where it would have to take in the bytes each time. */
const secrets = new WeakMap<Key, KeyObject>()

function secretOf(key: Key): KeyObject {
  const secret = secrets.get(key) ?? createSecretKey(key)
  secrets.set(key, secret)
  return secret
}

function sealBytes(key: Key, place: string, bytes: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, secretOf(key), nonce).setAAD(Buffer.from(place))
  const hidden = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden])
}

function unsealBytes(key: Key, place: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv(ALGORITHM, secretOf(key), nonce)
    .setAAD(Buffer.from(place))
    .setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}
