import { readConversation, type ClientAccess, type Desk } from './conversation.ts'
import type { Follower } from './news.ts'

/** Tells the client what comes after `follower.seq` in his own conversation, until it is called off. */
export async function follow(desk: Desk, access: ClientAccess, follower: Follower): Promise<() => void> {
  await readConversation(desk, access, async () => {})
  return desk.news.follow(access, follower)
}
