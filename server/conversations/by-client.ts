import type { Event } from '../access-log/events.ts'
import type { Access } from '../access-log/record.ts'
import type { Conversation } from './conversation.ts'

/** The line of what a client, or a carer who writes for him, does in his own conversation. */
export function byClient(
  { id, channel, clientId, supporterId }: Pick<Conversation, 'id' | 'channel' | 'clientId' | 'supporterId'>,
  event: Event,
): Access {
  return {
    event,
    actor: { kind: 'client' },
    source: channel === 'telegram' ? 'telegram' : 'chat',
    clientIds: clientId ? [clientId] : [],
    objectId: id,
    responsibleStaffId: supporterId,
  }
}
