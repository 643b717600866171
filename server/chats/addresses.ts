import { createHmac } from 'node:crypto'
import { derivedKey, keyOf, seal, unseal, type MasterKey } from '../../db/sealing.ts'

/** Hides which account a chat belongs to, and what is on its way to it, before it has chosen an organisation. */
export type ChatSeals = {
  digest: (bot: string, address: number) => string
  seal: (chatId: string, text: string) => Uint8Array
  unseal: (chatId: string, sealed: Uint8Array) => string
}

/** The keys are the installation's, each for its own purpose. */
export function chatSeals(masterKey: MasterKey): ChatSeals {
  const digesting = derivedKey(masterKey, 'telegram addresses')
  const sealing = keyOf(derivedKey(masterKey, 'telegram chats'))
  return {
    digest: (bot, address) => createHmac('sha256', digesting).update(`${bot}/${address}`).digest('hex'),
    seal: (chatId, text) => seal(sealing, place(chatId), text),
    unseal: (chatId, sealed) => unseal(sealing, place(chatId), sealed),
  }
}

const place = (chatId: string) => `telegram_chats/${chatId}`
