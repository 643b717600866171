import { mount, unmount } from 'svelte'
import type { Chat as ChatOfElement, Frame } from '../frame.ts'
import { apiOf } from './api.ts'
import base from './base.css?inline'
import Chat from './Chat.svelte'
import { Conversation } from './conversation.svelte.ts'
import { Remembered } from './remembered.ts'
import { restWhileHidden } from './rest.ts'
import { componentStyles } from './styles.ts'

/** Shows the chat in its frame. */
export function openChat(frame: Frame): ChatOfElement {
  const { server, organisation, target } = frame
  frame.wear(base + componentStyles.join(''))
  const remembered = new Remembered(server, organisation)
  const conversation = new Conversation(apiOf(server), remembered, organisation)
  restWhileHidden(conversation)
  const chat = mount(Chat, { target, props: { frame, conversation, remembered } })
  return {
    shown: chat.shown,
    hidden: chat.hidden,
    focusField: chat.focusField,
    remove() {
      chat.hidden()
      conversation.stop()
      void unmount(chat)
    },
  }
}
