import { expect, it } from 'vitest'
import {
  asSecret,
  keyOf,
  masterKeyOf,
  newSecret,
  seal,
  unseal,
  unwrap,
  versionOf,
  wrap,
} from '../../db/sealing.ts'

it('a sealed text opens with its own key at its own place only', () => {
  const key = keyOf(newSecret())
  const sealed = seal(key, 'messages/1/1', 'geheim')
  expect(unseal(key, 'messages/1/1', sealed)).toBe('geheim')
  expect(() => unseal(key, 'messages/1/2', sealed)).toThrow()
  expect(() => unseal(keyOf(newSecret()), 'messages/1/1', sealed)).toThrow()
  const altered = sealed.map((byte, i) => (i === 32 ? byte ^ 1 : byte))
  expect(() => unseal(key, 'messages/1/1', altered)).toThrow()
})

it('a text says which version of its key sealed it, and opens for as long as that version is there', () => {
  const [first, second] = [newSecret(), newSecret()]
  const before = keyOf(first)
  const during = { ...before, newest: 2, secrets: new Map([[1, first] as const, [2, second] as const]) }
  const after = { ...during, secrets: new Map([[2, second]]) }
  const [old, young] = [seal(before, 'a', 'x'), seal(during, 'a', 'y')]
  expect([old, young].map(versionOf)).toEqual([1, 2])
  expect([unseal(during, 'a', old), unseal(during, 'a', young), unseal(after, 'a', young)]).toEqual([
    'x',
    'y',
    'y',
  ])
  expect(() => unseal(after, 'a', old)).toThrow('version 1 of a key')
})

it('the same text is never sealed the same way twice', () => {
  const key = keyOf(newSecret())
  expect(seal(key, 'a', 'x')).not.toEqual(seal(key, 'a', 'x'))
})

it('a key is wrapped for its owner, and opens with the master key or the one before it', () => {
  const [old, young, key] = [newSecret(), newSecret(), newSecret()]
  const wrapped = wrap(masterKeyOf(old), 'one', key)
  expect(unwrap(masterKeyOf(old), 'one', wrapped)).toEqual(key)
  expect(unwrap(masterKeyOf(young, old), 'one', wrapped)).toEqual(key)
  expect(() => unwrap(masterKeyOf(old), 'two', wrapped)).toThrow()
  expect(() => unwrap(masterKeyOf(young), 'one', wrapped)).toThrow()
})

it('a key of another length is refused', () => {
  expect(() => asSecret(new Uint8Array(16))).toThrow('a key has 32 bytes, not 16')
})
