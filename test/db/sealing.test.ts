import { expect, it } from 'vitest'
import { asKey, newKey, seal, unseal, unwrapKey, wrapKey } from '../../db/sealing.ts'

it('a sealed text opens with its own key at its own place only', () => {
  const key = newKey()
  const sealed = seal(key, 'messages/1/1', 'geheim')
  expect(unseal(key, 'messages/1/1', sealed)).toBe('geheim')
  expect(() => unseal(key, 'messages/1/2', sealed)).toThrow()
  expect(() => unseal(newKey(), 'messages/1/1', sealed)).toThrow()
  expect(() =>
    unseal(
      key,
      'messages/1/1',
      sealed.map((byte, i) => (i === 30 ? byte ^ 1 : byte)),
    ),
  ).toThrow()
})

it('the same text is never sealed the same way twice', () => {
  const key = newKey()
  expect(seal(key, 'a', 'x')).not.toEqual(seal(key, 'a', 'x'))
})

it('an organisation’s key is wrapped for that organisation', () => {
  const [master, key] = [newKey(), newKey()]
  expect(unwrapKey(master, 'one', wrapKey(master, 'one', key))).toEqual(key)
  expect(() => unwrapKey(master, 'two', wrapKey(master, 'one', key))).toThrow()
})

it('a key of another length is refused', () => {
  expect(() => asKey(new Uint8Array(16))).toThrow('a key has 32 bytes, not 16')
})
