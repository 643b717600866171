import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'

/** 256 bits that nobody else knows, held in memory only. */
export type Secret = Uint8Array & { readonly __secret: unique symbol }

/**
 * What texts are sealed with: the newest secret seals, and every secret opens that something is still sealed with.
 * What is derived from it (keyed hashes) stays the same when its secret is changed.
 */
export type Key = {
  readonly newest: number
  readonly secrets: ReadonlyMap<number, Secret>
  readonly derived: ReadonlyMap<string, Secret>
}

/** What wraps the keys, and the one before it for as long as something is wrapped by that. */
export type MasterKey = {
  current: Secret
  previous: Secret | null
  derived: ReadonlyMap<string, Secret>
}

/** What a key is derived for: of an organisation's key, and of the whole installation's. */
export const ORGANISATION_PURPOSES = ['search terms', 'clients'] as const
export const INSTALLATION_PURPOSES = [
  'staff sessions',
  'telegram addresses',
  'telegram chats',
  'telegram webhook',
  'access log',
] as const

type Purpose = (typeof ORGANISATION_PURPOSES | typeof INSTALLATION_PURPOSES)[number]

const ALGORITHM = 'aes-256-gcm'
const VERSION_BYTES = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SECRET_BYTES = 32

export function newSecret(): Secret {
  return asSecret(randomBytes(SECRET_BYTES))
}

/** Takes 32 bytes as a secret; throws when there are more or fewer. */
export function asSecret(bytes: Uint8Array): Secret {
  if (bytes.length !== SECRET_BYTES) throw new Error(`a key has ${SECRET_BYTES} bytes, not ${bytes.length}`)
  return bytes as Secret
}

/** A key that has had one secret so far. */
export function keyOf(secret: Secret): Key {
  return { newest: 1, secrets: new Map([[1, secret]]), derived: derivedFor(secret, ORGANISATION_PURPOSES) }
}

/** The master key of an installation whose own keys are not kept in its database yet. */
export function masterKeyOf(current: Secret, previous: Secret | null = null): MasterKey {
  return { current, previous, derived: derivedFor(previous ?? current, INSTALLATION_PURPOSES) }
}

export function derivedFor(secret: Secret, purposes: readonly string[]): Map<string, Secret> {
  return new Map(purposes.map((purpose) => [purpose, derive(secret, purpose)]))
}

/** Says nothing of the secret that it comes from, nor of those for other purposes. */
function derive(secret: Secret, purpose: string): Secret {
  return asSecret(new Uint8Array(hkdfSync('sha256', secret, '', `wegwijs ${purpose}`, SECRET_BYTES)))
}

/** The secret for one purpose. */
export function derivedKey({ derived }: Key | MasterKey, purpose: Purpose): Secret {
  const secret = derived.get(purpose)
  if (!secret) throw new Error(`there is no key for ${purpose}`)
  return secret
}

/**
 * Encrypts a text with AES-256-GCM. The place (table, row) is bound to it: a sealed text that is copied to
 * another row does not open there. Which of the key's secrets it was stands before it.
 */
export function seal(key: Key, place: string, text: string): Uint8Array {
  const version = Buffer.alloc(VERSION_BYTES)
  version.writeUInt16BE(key.newest)
  const sealed = sealBytes(key.secrets.get(key.newest)!, place, Buffer.from(text, 'utf8'))
  return Buffer.concat([version, sealed])
}

/** Decrypts what `seal` made for the same key and place; throws when it was made for others or altered. */
export function unseal(key: Key, place: string, sealed: Uint8Array): string {
  const version = versionOf(sealed)
  const secret = key.secrets.get(version)
  if (!secret) throw new Error(`sealed with version ${version} of a key, which is not there`)
  return unsealBytes(secret, place, sealed.subarray(VERSION_BYTES)).toString('utf8')
}

/** With which of the key's secrets a text was sealed. */
export function versionOf(sealed: Uint8Array): number {
  return sealed[0]! * 256 + sealed[1]!
}

export function wrap(masterKey: MasterKey, owner: string, secret: Secret): Uint8Array {
  return sealBytes(masterKey.current, `key of ${owner}`, secret)
}

/** Opens what the master key or the one before it wrapped for the same owner; throws when neither did. */
export function unwrap(masterKey: MasterKey, owner: string, wrapped: Uint8Array): Secret {
  const opened =
    opensWith(masterKey.current, owner, wrapped) ??
    (masterKey.previous && opensWith(masterKey.previous, owner, wrapped))
  if (!opened) throw new Error(`the master key does not open the key of ${owner}`)
  return opened
}

/** What this one secret wrapped for the owner; null when another did. */
export function opensWith(master: Secret, owner: string, wrapped: Uint8Array): Secret | null {
  try {
    return asSecret(unsealBytes(master, `key of ${owner}`, wrapped))
  } catch {
    return null
  }
}

/** What the cipher takes at once, where it would have to take in the bytes each time. */
const taken = new WeakMap<Secret, KeyObject>()

function takenIn(secret: Secret): KeyObject {
  const known = taken.get(secret) ?? createSecretKey(secret)
  taken.set(secret, known)
  return known
}

function sealBytes(secret: Secret, place: string, bytes: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, takenIn(secret), nonce).setAAD(Buffer.from(place))
  const hidden = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden])
}

function unsealBytes(secret: Secret, place: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv(ALGORITHM, takenIn(secret), nonce)
    .setAAD(Buffer.from(place))
    .setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}
